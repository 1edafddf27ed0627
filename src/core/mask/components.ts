import type { Rect } from '../geometry/rect';
import { Mask } from './mask';

export interface Component {
  readonly area: number;
  readonly bounds: Rect;
  readonly mask: Mask;
}

/**
 * The largest 8-connected component of a mask; of equally large ones the first in reading order, as scikit-image's
 * `label` and `regionprops` order them. Undefined for an empty mask.
 */
export function largestComponent(mask: Mask): Component | undefined {
  const { width, height, data } = mask;
  const labels = new Int32Array(data.length);
  const stack: number[] = [];
  let best: { label: number; area: number } | undefined;
  let label = 0;
  for (let start = data.indexOf(1); start >= 0; start = data.indexOf(1, start + 1)) {
    if (labels[start] !== 0) continue;
    label++;
    labels[start] = label;
    stack.push(start);
    let area = 0;
    for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
      area++;
      const x = at % width;
      const y = (at - x) / width;
      for (let ny = Math.max(0, y - 1); ny <= Math.min(height - 1, y + 1); ny++) {
        for (let nx = Math.max(0, x - 1); nx <= Math.min(width - 1, x + 1); nx++) {
          const neighbour = ny * width + nx;
          if (data[neighbour] === 1 && labels[neighbour] === 0) {
            labels[neighbour] = label;
            stack.push(neighbour);
          }
        }
      }
    }
    if (best === undefined || area > best.area) best = { label, area };
  }
  if (best === undefined) return undefined;
  const chosen = best.label;
  const component = new Mask(
    width,
    height,
    Uint8Array.from(labels, (value) => (value === chosen ? 1 : 0)),
  );
  const bounds = component.bounds;
  return bounds && { area: best.area, bounds, mask: component };
}
