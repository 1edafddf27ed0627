import type { Mask } from '../mask/mask';

/** Keeps the quotients defined for empty masks, as in the published evaluation code: two empty masks score 1. */
const epsilon = 1e-7;

/** How far two masks of the same size agree, each 0 to 1. */
export interface Overlap {
  /** Dice coefficient, 2·|A∩B| / (|A| + |B|). */
  readonly dice: number;
  /** Jaccard index, |A∩B| / |A∪B|. */
  readonly iou: number;
}

/** @throws RangeError when the masks differ in size */
export function overlap(predicted: Mask, reference: Mask): Overlap {
  if (predicted.width !== reference.width || predicted.height !== reference.height) {
    throw new RangeError(
      `Masks of ${predicted.width}×${predicted.height} and ${reference.width}×${reference.height} cannot be compared.`,
    );
  }
  let both = 0;
  for (let i = 0; i < predicted.data.length; i++) both += predicted.data[i]! & reference.data[i]!;
  const sum = predicted.area + reference.area;
  return { dice: (2 * both + epsilon) / (sum + epsilon), iou: (both + epsilon) / (sum - both + epsilon) };
}
