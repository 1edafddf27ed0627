import path from 'node:path';
import { mayBeDicom } from '../../core/formats/dicom/sniff';
import { slideLevels } from '../../core/formats/dicom/series/slideLevels';
import { isLarge } from '../../core/image/pyramid';
import type { Message } from '../../core/text/message';
import { filesOf } from './folderSeries';
import { readSeriesHeaders, type HeaderContext } from './headers';

/**
 * The files of its folder that hold smaller versions of a slide; none for anything but a large DICOM slide.
 * @returns absolute paths, that of the largest version first, and what is wrong with others
 * @throws UserError `cancelled`
 */
export async function slideLevelsOf(
  target: string,
  context: HeaderContext,
): Promise<{ readonly levels: readonly string[]; readonly remarks: readonly Message[] }> {
  const [folder, name] = [path.dirname(target), path.basename(target)];
  const none = { levels: [], remarks: [] };
  if (!mayBeDicom(name)) return none;
  const [own] = await readSeriesHeaders(folder, [name], { ...context, onProgress: () => undefined });
  if (own?.header.slide === undefined || !isLarge(own.header.slide)) return none;
  const names = (await filesOf(folder)).filter((other) => mayBeDicom(other) && !other.startsWith('.'));
  const { levels, remarks } = slideLevels(own, await readSeriesHeaders(folder, names, context));
  return { levels: levels.map((file) => path.join(folder, file.name)), remarks };
}
