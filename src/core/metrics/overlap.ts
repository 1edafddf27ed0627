import type { Mask } from '../mask/mask';
import type { MaskVolume } from '../mask/maskVolume';

/** Keeps the quotients defined for empty masks, as in the published evaluation code: two empty masks score 1. */
const epsilon = 1e-7;

/** How far two masks of the same size agree, of one slice or of a volume, each 0 to 1. */
export interface Overlap {
  /** Dice coefficient, 2·|A∩B| / (|A| + |B|). */
  readonly dice: number;
  /** Jaccard index, |A∩B| / |A∪B|. */
  readonly iou: number;
}

/** @throws RangeError when the masks differ in size */
export function overlap<T extends Mask | MaskVolume>(predicted: T, reference: T): Overlap {
  if (predicted.width !== reference.width || predicted.data.length !== reference.data.length) {
    throw new RangeError(`Masks of ${sizeOf(predicted)} and ${sizeOf(reference)} cannot be compared.`);
  }
  let [both, sum] = [0, 0];
  for (let i = 0; i < predicted.data.length; i++) {
    const [a, b] = [predicted.data[i]!, reference.data[i]!];
    both += a & b;
    sum += a + b;
  }
  return { dice: (2 * both + epsilon) / (sum + epsilon), iou: (both + epsilon) / (sum - both + epsilon) };
}

function sizeOf({ width, height, ...rest }: Mask | MaskVolume): string {
  return [width, height, ...('slices' in rest ? [rest.slices] : [])].join('×');
}
