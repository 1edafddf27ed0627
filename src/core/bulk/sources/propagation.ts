import { placeOf, volumeOf } from '../../image/slicePlace';
import { decodeRunLength } from '../../mask/runLength';
import { followObjects, objectsOfVolume } from '../../propagation/followObjects';
import { isHumanWork, type SidecarObject } from '../../sidecar/sidecar';
import { counted } from '../../text/counted';
import { t } from '../../text/message';
import { imagesWithSidecar } from './sidecars';
import type { PlannedObject, PromptSource, SourceFolder } from './source';

/** Follows masks that a person answers for through the slices of their volume, in both directions, see {@link followObjects}. */
export function openPropagation(_: object, folder: SourceFolder): Promise<PromptSource> {
  const images = imagesWithSidecar(folder);
  return Promise.resolve({
    images,
    understood: [
      t`Masks drawn or reviewed by a person in ${counted(images.size, 'image')}, each followed through the slices in both directions`,
    ],
    seedsIn: ({ sidecar }) => (sidecar?.objects ?? []).filter(isFollowed).flatMap(seedOf),
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

function isFollowed(object: SidecarObject): boolean {
  return object.status !== 'rejected' && isHumanWork(object);
}

/** A mask that is followed, on its own slice. */
function seedOf({ label, mask, ...at }: SidecarObject): PlannedObject[] {
  const reference = decodeRunLength(mask);
  const box = reference.bounds;
  return box === undefined ? [] : [{ label, ...placeOf(at), prompt: { box, points: [] }, reference }];
}
