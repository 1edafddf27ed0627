import type { FoundObject } from '../../document/foundObjects';
import { mendSlices } from '../../document/mendSlices';
import { volumesOf } from '../../image/medicalImage';
import { placeAt, placeOf, type SlicePlace } from '../../image/slicePlace';
import { t } from '../../text/message';
import { someOf } from './someOf';
import type { ImageAtHand, PlannedObject, PromptSource, SourceFolder } from './source';

/**
 * Taught labels in every image and every slice, without a prompt. A slice on which a label is not found gets no object of it, unless
 * its neighbours in a volume show that there is one.
 */
export function openTaught({ labels }: { labels: readonly string[] }, folder: SourceFolder): Promise<PromptSource> {
  return Promise.resolve({
    images: new Set(folder.images),
    understood: [t`Taught labels, which the model finds during the run: ${someOf(labels)}`],
    objectsIn: async (image) => {
      const { slices } = image.info;
      if (image.isWhole !== true) return findOn(image, [placeOf(image)], labels);
      const objects: PlannedObject[] = [];
      for (let volume = 0; volume < volumesOf(image.info); volume++) {
        const places = Array.from({ length: slices }, (_, slice) => placeAt(volume * slices + slice, slices));
        objects.push(...(await findOn(image, places, labels)));
      }
      return objects;
    },
  });
}

/** @param places neighbouring slices, in their order */
async function findOn(
  image: ImageAtHand,
  places: readonly SlicePlace[],
  labels: readonly string[],
): Promise<readonly PlannedObject[]> {
  const found: (readonly (readonly FoundObject[])[])[] = [];
  for (const at of places) found.push(await image.find(at, labels));
  const byLabel: (readonly (readonly FoundObject[])[])[] = [];
  for (const i of labels.keys()) {
    const own = found.map((each) => each[i] ?? []);
    byLabel.push(await mendSlices(own, (slice, prompts) => image.ask(places[slice]!, prompts, 'assessed')));
  }
  return places.flatMap((at, slice) =>
    labels.flatMap((label, i) => byLabel[i]![slice]!.map((object) => ({ label, ...placeOf(at), ...object }))),
  );
}
