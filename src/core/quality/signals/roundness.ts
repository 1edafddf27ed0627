import { t } from '../../text/message';
import type { Signal } from '../signal';

/** Isoperimetric quotient 4πA / P², 1 for a disc; P is π/4 of the pixel edges, its mean over all directions. */
export const roundness: Signal = {
  measure: ({ closeUp: { mask } }) => {
    const { width, height, data } = mask;
    let edges = 0;
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const at = y * width + x;
        if (data[at] === 0) continue;
        if (x === 0 || data[at - 1] === 0) edges++;
        if (x === width - 1 || data[at + 1] === 0) edges++;
        if (y === 0 || data[at - width] === 0) edges++;
        if (y === height - 1 || data[at + width] === 0) edges++;
      }
    }
    return edges === 0 ? 0 : Math.min(1, (4 * Math.PI * mask.area) / ((Math.PI / 4) * edges) ** 2);
  },
  reason: () => t`is branched or ragged`,
};
