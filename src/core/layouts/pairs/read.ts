import { isImageName } from '../../formats/registry';
import { splitPath } from '../imageNames';
import { readColorTable } from '../colors/find';
import { readLabelNames } from '../labelNames';
import type { FoundImage, LayoutSource } from '../layout';
import { masksIn, PartnerFinder } from './names';

/**
 * A label map for each image file in a folder for masks; without such a folder, each image file is one. A mask of 0 and 255 is
 * a label map, too, and one in colour with a table of colours.
 */
export async function read(source: LayoutSource): Promise<FoundImage[]> {
  const names = await readLabelNames(source);
  const colors = await readColorTable(source);
  const partners = new PartnerFinder(source.images);
  const apart = masksIn(source.paths);
  const masks = apart.length > 0 ? apart : source.paths.filter(isImageName);
  return masks.map((path) => {
    const [image, ...others] = partners.find(path);
    const isClear = image !== undefined && others.length === 0;
    // The name alone stands for all images that could be meant.
    const name = isClear
      ? ({ name: image, isPath: true } as const)
      : image === undefined
        ? ({ name: path, isPath: true } as const)
        : { name: splitPath(image).stem };
    return { names: [name], masks: [{ kind: 'labelMap', path, names, ...(colors === undefined ? {} : { colors }) }] };
  });
}
