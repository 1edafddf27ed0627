import type { SidecarObject } from '../sidecar/sidecar';
import { followObjects, objectsOfVolume, type Followed, type FollowedObject } from './followObjects';
import { isPropagated, type SliceSpan } from './propagated';

/**
 * Propagates the label of an object through slices of its volume, towards the last and towards the first of them. Other masks
 * of the label that a person answers for stay, and lead on from their slices; those that were propagated before count as
 * absent, and are to be replaced by what is made.
 *
 * @param objects of the image
 * @param object leads on, whether a person or the model made it
 * @param onMade called with each mask as soon as it is made
 * @throws what `ask` throws
 */
export async function propagateLabel(
  objects: readonly SidecarObject[],
  object: SidecarObject,
  { volume, from, to }: SliceSpan,
  followed: Followed,
  onMade: (object: FollowedObject) => void = () => undefined,
): Promise<readonly FollowedObject[]> {
  const others = objectsOfVolume(objects, volume).filter(
    (other) =>
      other.id !== object.id && other.label === object.label && other.status !== 'rejected' && !isPropagated(other),
  );
  const seeds = [...others, { ...object, origin: 'human' as const }];
  const made: FollowedObject[] = [];
  for (const way of [{ step: 1, from, to } as const, { step: -1, from: to, to: from } as const]) {
    made.push(...(await followObjects(seeds, { ...way, volume }, followed, onMade)));
  }
  return made;
}
