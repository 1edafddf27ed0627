import type { Mask } from '../../mask/mask';
import { t } from '../../text/message';
import type { Signal } from '../signal';

/** Width of the rims that are compared, in pixels of the close-up. */
const rim = 3;

/** What lies up to {@link rim} from a pixel: (dx, dy) of a disc. */
const disc = Array.from({ length: (2 * rim + 1) ** 2 }, (_, i) => {
  const [dx, dy] = [(i % (2 * rim + 1)) - rim, Math.floor(i / (2 * rim + 1)) - rim];
  return { dx, dy };
}).filter(({ dx, dy }) => dx * dx + dy * dy <= rim * rim);

/**
 * How far the brightness just inside the border differs from that just outside: d / (1 + d), where d is the difference of
 * the means over the sum of the standard deviations.
 */
export const contrast: Signal = {
  measure: ({ closeUp: { mask, grey } }) => {
    const [inner, outer] = [1, 0].map((side) => moments(grey, rimOf(mask, side)));
    if (inner === undefined || outer === undefined) return undefined;
    const d = Math.abs(inner.mean - outer.mean) / (inner.deviation + outer.deviation + 1);
    return d / (1 + d);
  },
  reason: () => t`has a border with little contrast`,
};

/** The pixels of a side of the border, 1 inside and 0 outside, that lie up to {@link rim} from the other side. */
function rimOf({ width, height, data }: Mask, side: number): Uint8Array {
  const near = new Uint8Array(data.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = y * width + x;
      if (data[at] === side) continue;
      // The pixel of the other side that is nearest to one of this side touches this side.
      const touches =
        (x > 0 && data[at - 1] === side) ||
        (x < width - 1 && data[at + 1] === side) ||
        (y > 0 && data[at - width] === side) ||
        (y < height - 1 && data[at + width] === side);
      if (!touches) continue;
      for (const { dx, dy } of disc) {
        const [px, py] = [x + dx, y + dy];
        if (px < 0 || py < 0 || px >= width || py >= height) continue;
        const to = py * width + px;
        if (data[to] === side) near[to] = 1;
      }
    }
  }
  return near;
}

/** Mean and standard deviation of the marked pixels. */
function moments(grey: Uint8Array, marked: Uint8Array): { mean: number; deviation: number } | undefined {
  let [count, sum, squares] = [0, 0, 0];
  for (let i = 0; i < grey.length; i++) {
    if (marked[i] === 0) continue;
    count++;
    sum += grey[i]!;
    squares += grey[i]! ** 2;
  }
  if (count === 0) return undefined;
  const mean = sum / count;
  return { mean, deviation: Math.sqrt(Math.max(0, squares / count - mean * mean)) };
}
