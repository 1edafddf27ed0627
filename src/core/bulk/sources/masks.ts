import { isDatasetIndex, parseDatasetIndex } from '../../layouts/samUnet/schema';
import { defaultLabel } from '../../labels/palette';
import { baseOf, besideFile } from './namedImages';
import type { PlannedObject, PromptSource, SourceFolder } from './source';

/**
 * Masks that exist, as the indices of the folder list them (`image2label_*.json`, `label2image_*.json`): the model is given
 * the bounds of each and, if it was trained for that, the mask itself, to improve on it. Masks themselves are no images to be segmented.
 *
 * @throws UserError `damaged` naming an index that is wrong
 */
export async function openMasks(_: object, folder: SourceFolder): Promise<PromptSource> {
  const masks = new Map<string, string[]>();
  for (const index of [...folder.files].filter((file) => isDatasetIndex(baseOf(file))).sort()) {
    for (const item of parseDatasetIndex(await folder.readText(index), baseOf(index))) {
      const image = besideFile(index, item.image);
      masks.set(image, [...(masks.get(image) ?? []), ...item.masks.map((mask) => besideFile(index, mask))]);
    }
  }
  return {
    images: new Set(masks.keys()),
    objectsIn: async (image) => {
      const objects: PlannedObject[] = [];
      for (const path of masks.get(image.file) ?? []) {
        const mask = await image.readMask(path);
        const box = mask.bounds;
        if (box === undefined) continue;
        const prompt = { box, points: [] };
        const previous = image.prompts.mask ? { previous: mask } : {};
        objects.push({ label: defaultLabel, slice: 0, prompt, ...previous, reference: mask });
      }
      return objects;
    },
  };
}
