import { defaultLabel } from '../../labels/palette';
import { splitPath } from '../imageNames';
import type { FoundImage, LayoutSource } from '../layout';
import { labelOf, parsePictureStem } from './names';
import { isDatasetIndex, parseDatasetIndex } from './schema';

/** The images of all indices of the folder. Labels come from the names of the masks. */
export async function read({ paths, text }: LayoutSource): Promise<FoundImage[]> {
  const found: FoundImage[] = [];
  for (const name of paths.filter(isDatasetIndex).toSorted()) {
    for (const { image, masks } of parseDatasetIndex(await text(name), name)) {
      const slice = parsePictureStem(splitPath(image).stem);
      found.push({
        names: [{ name: image }, ...(slice === undefined ? [] : [slice])],
        masks: masks.map((path) => ({ kind: 'mask', path, label: labelOf(path, image) ?? defaultLabel })),
      });
    }
  }
  return found;
}
