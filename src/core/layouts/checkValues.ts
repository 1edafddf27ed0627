import { UserError } from '../base/error';
import { t } from '../text/message';

/** Most values that a label map may have. */
const mostLabels = 256;
/** Beside 255, greys from here on count as blurred white. */
const almostWhite = 240;
/** Beside 255, more scattered values than these count as greys. */
const mostScattered = 16;

/**
 * Checks that the values of a label map can be labels, and are not the greys of a picture, of a blurred mask or of one that a
 * lossy format has changed.
 * @param values each once, without 0
 * @param names of values that are known to be labels
 * @param isLossy whether the file's format changes values: then only 0 and 255 can be distinguished from noise
 * @throws UserError `damaged`
 */
export function checkLabelValues(
  values: readonly number[],
  names: ReadonlyMap<number, string>,
  isLossy: boolean,
): void {
  if (values.length > mostLabels) {
    throw new UserError('damaged', {
      problem: t`The label map has ${values.length} different values; the limit is ${mostLabels} labels.`,
      advice: t`If the values number the objects of one label, use one file per object; see docs/layouts.md.`,
    });
  }
  const strange = values.filter((value) => !names.has(value) && value !== 255);
  const isScattered = strange.length > mostScattered && Math.max(...strange) > 2 * strange.length;
  const isAlmostWhite = strange.some((value) => value >= almostWhite && value < 255);
  const isBlurred = values.includes(255) && (isAlmostWhite || isScattered);
  if (!isBlurred && !(isLossy && strange.length > 0)) return;
  const some = strange.toSorted((a, b) => a - b).slice(0, 5);
  throw new UserError('damaged', {
    problem: t`The mask has values that are not labels, such as ${some.join(', ')}.`,
    advice: isLossy
      ? t`JPEG compression changes values. Threshold the mask at 128 and save it as a PNG with only 0 and 255.`
      : t`The mask was blurred or resized with interpolation. Threshold it at 128 to get only 0 and 255, or resize it with nearest-neighbour interpolation.`,
  });
}
