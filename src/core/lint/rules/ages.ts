import { t } from '../../text/message';
import type { ImageFacts } from '../facts';
import { problem, type Problem } from '../problem';

/** Seconds that times of files may differ by, as copying takes some and file systems round them. */
const tolerance = 10;
/** From so many pairs on it shows whether a folder was copied, which leaves times that say nothing. */
const fewestPairs = 4;

/** Masks that were written before their image was changed. */
export function ages(images: readonly ImageFacts[]): Problem[] {
  const pairs = images.flatMap(({ age }) => age ?? []);
  const older = pairs.filter(({ seconds }) => seconds < -tolerance);
  if (pairs.length >= fewestPairs && older.length > pairs.length / 2) return [];
  return older.map(({ file }) =>
    problem(file, 'older-mask', t`The image was changed after its masks. Check that they still fit.`),
  );
}
