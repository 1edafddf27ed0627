import { volumesOf } from '../../image/medicalImage';
import { placeAt, placeOf } from '../../image/slicePlace';
import { t } from '../../text/message';
import { someOf } from './someOf';
import type { PlannedObject, PromptSource, SourceFolder } from './source';

/**
 * Taught labels in every image and every slice, without a prompt. A slice on which a label is not found gets no object of it.
 */
export function openTaught({ labels }: { labels: readonly string[] }, folder: SourceFolder): Promise<PromptSource> {
  return Promise.resolve({
    images: new Set(folder.images),
    understood: [t`Taught labels, which the model finds during the run: ${someOf(labels)}`],
    objectsIn: async (image) => {
      const { info } = image;
      const count = volumesOf(info) * info.slices;
      const places =
        image.isWhole === true
          ? Array.from({ length: count }, (_, number) => placeAt(number, info.slices))
          : [placeOf(image)];
      const objects: PlannedObject[] = [];
      for (const at of places) {
        const answers = await image.find(at, labels);
        answers.forEach((found, i) => {
          for (const object of found) objects.push({ label: labels[i]!, ...placeOf(at), ...object });
        });
      }
      return objects;
    },
  });
}
