import type { Mask } from '../../mask/mask';
import { t } from '../../text/message';
import type { Signal } from '../signal';

/** Share of the filled mask that is mask. */
export const holes: Signal = {
  measure: ({ closeUp: { mask } }) => {
    const area = mask.area;
    return area === 0 ? 0 : area / (area + holeArea(mask));
  },
  flag: 0.9,
  reason: () => t`has holes`,
};

/** Number of background pixels that no 4-connected path of background joins to the outside. */
function holeArea({ width, height, data }: Mask): number {
  // A frame of background around the mask is where the outside begins.
  const stride = width + 2;
  const taken = new Uint8Array(stride * (height + 2));
  for (let y = 0; y < height; y++) {
    taken.set(data.subarray(y * width, (y + 1) * width), (y + 1) * stride + 1);
  }
  const open = new Int32Array(taken.length);
  let count = 0;
  const reach = (at: number): void => {
    if (taken[at] !== 0) return;
    taken[at] = 1;
    open[count++] = at;
  };
  reach(0);
  while (count > 0) {
    const at = open[--count]!;
    const x = at % stride;
    if (x > 0) reach(at - 1);
    if (x < stride - 1) reach(at + 1);
    reach(at - stride);
    reach(at + stride);
  }
  let holes = 0;
  for (const value of taken) holes += 1 - value;
  return holes;
}
