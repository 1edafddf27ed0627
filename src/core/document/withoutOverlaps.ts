import { isSamePlace } from '../image/slicePlace';
import { combine } from '../mask/cleanUp/combine';
import type { RunLengthMask } from '../mask/runLength';
import type { SidecarObject } from '../sidecar/sidecar';

/**
 * What is left of objects when each pixel belongs to the object in front: the lower ones lose what later ones of their slice
 * cover. This is the rule of label maps, applied to the masks themselves, also between objects of one label.
 * @param objects those that give way
 * @param all the objects of the image in their order; rejected ones cover nothing
 * @returns a mask for each of `objects`, in their order; the same one where it is not covered
 */
export function withoutOverlaps(
  objects: readonly SidecarObject[],
  all: readonly SidecarObject[],
): readonly RunLengthMask[] {
  const kept = all.filter(({ status }) => status !== 'rejected');
  return objects.map((object) => {
    const place = kept.findIndex(({ id }) => id === object.id);
    const upper = kept.filter((other, i) => i > place && place >= 0 && isSamePlace(other, object));
    if (upper.length === 0) return object.mask;
    return upper.reduce<RunLengthMask>((mask, other) => combine(mask, other.mask, 'difference'), object.mask);
  });
}
