import { decodeRunLength } from '../mask/runLength';
import type { Mask } from '../mask/mask';
import { overlap } from '../metrics/overlap';
import type { SidecarObject } from '../sidecar/sidecar';

/**
 * The lowest agreement of some masks with masks that existed before: for each the Dice with the one it matches best.
 * @param existing masks of the same image, of its size
 * @returns undefined when there is nothing to compare
 */
export function lowestAgreement(
  objects: readonly Pick<SidecarObject, 'mask'>[],
  existing: readonly Mask[],
): number | undefined {
  if (objects.length === 0 || existing.length === 0) return undefined;
  return Math.min(
    ...objects.map((object) => {
      const mask = decodeRunLength(object.mask);
      return Math.max(...existing.map((other) => overlap(mask, other).dice));
    }),
  );
}
