import { squaredDistances } from '../../mask/distanceTransform';
import type { Signal } from '../signal';

/** Width of the rims that are compared, in pixels of the close-up. */
const rim = 3;

/**
 * How far the brightness just inside the border differs from that just outside: d / (1 + d), where d is the difference of
 * the means over the sum of the standard deviations.
 */
export const contrast: Signal = {
  measure: ({ closeUp: { mask, grey } }) => {
    const inner = moments(grey, squaredDistances(mask.complement));
    const outer = moments(grey, squaredDistances(mask));
    if (inner === undefined || outer === undefined) return undefined;
    const d = Math.abs(inner.mean - outer.mean) / (inner.deviation + outer.deviation + 1);
    return d / (1 + d);
  },
  reason: () => 'has a border without contrast',
};

/** Mean and standard deviation of the pixels that lie up to {@link rim} from something. */
function moments(grey: Uint8Array, squared: Float64Array): { mean: number; deviation: number } | undefined {
  let [count, sum, squares] = [0, 0, 0];
  for (let i = 0; i < grey.length; i++) {
    if (squared[i]! === 0 || squared[i]! > rim * rim) continue;
    count++;
    sum += grey[i]!;
    squares += grey[i]! ** 2;
  }
  if (count === 0) return undefined;
  const mean = sum / count;
  return { mean, deviation: Math.sqrt(Math.max(0, squares / count - mean * mean)) };
}
