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
  let best = 0;
  let bestArea = 0;
  let label = 0;
  for (let start = 0; start < data.length; start++) {
    if (data[start] === 0 || labels[start] !== 0) continue;
    label++;
    labels[start] = label;
    stack.push(start);
    let area = 0;
    for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
      area++;
      const x = at % width;
      const left = x > 0 ? -1 : 0;
      const right = x < width - 1 ? 1 : 0;
      for (let row = at - width; row <= at + width; row += width) {
        if (row < 0 || row >= data.length) continue;
        for (let neighbour = row + left; neighbour <= row + right; neighbour++) {
          if (data[neighbour] === 1 && labels[neighbour] === 0) {
            labels[neighbour] = label;
            stack.push(neighbour);
          }
        }
      }
    }
    if (area > bestArea) {
      best = label;
      bestArea = area;
    }
  }
  if (best === 0) return undefined;
  const component = new Mask(width, height);
  for (let i = 0; i < labels.length; i++) if (labels[i] === best) component.data[i] = 1;
  const bounds = component.bounds;
  return bounds && { area: bestArea, bounds, mask: component };
}
