import { volumeOf } from '../../image/slicePlace';
import { followObjects, objectsOfVolume } from '../../propagation/followObjects';
import { imagesWithSidecar } from './sidecars';
import type { PlannedObject, PromptSource, SourceFolder } from './source';

/** Follows masks that a person answers for through the slices of their volume, in both directions, see {@link followObjects}. */
export function openPropagation(_: object, folder: SourceFolder): Promise<PromptSource> {
  return Promise.resolve({
    images: imagesWithSidecar(folder),
    objectsIn: async (image) => {
      const objects = (image.sidecar?.objects ?? []).filter(({ status }) => status !== 'rejected');
      const made: PlannedObject[] = [];
      for (const volume of new Set(objects.map(volumeOf))) {
        const own = objectsOfVolume(objects, volume);
        for (const step of [1, -1] as const) made.push(...(await followObjects(own, { step, volume }, image)));
      }
      return made;
    },
  });
}
