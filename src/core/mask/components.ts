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
  const labels = new Int32Array(mask.data.length);
  let best = 0;
  let bestArea = 0;
  let label = 0;
  for (let start = 0; start < labels.length; start++) {
    if (mask.data[start] === 0 || labels[start] !== 0) continue;
    const area = flood(mask, start, labels, ++label);
    if (area > bestArea) {
      best = label;
      bestArea = area;
    }
  }
  return bestArea === 0 ? undefined : componentOf(mask, labels, best, bestArea);
}

/**
 * The 8-connected components that hold at least one of some pixels, taken together.
 *
 * @param pixels indices into the mask's data
 * @returns undefined when none of the pixels belongs to the mask
 */
export function componentsAt(mask: Mask, pixels: readonly number[]): Component | undefined {
  const labels = new Int32Array(mask.data.length);
  let area = 0;
  for (const pixel of pixels) {
    if (mask.data[pixel] === 1 && labels[pixel] === 0) area += flood(mask, pixel, labels, 1);
  }
  return area === 0 ? undefined : componentOf(mask, labels, 1, area);
}

/** Gives every pixel of the component that holds `start` the label. @returns its area */
function flood({ width, data }: Mask, start: number, labels: Int32Array, label: number): number {
  const stack = [start];
  labels[start] = label;
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
  return area;
}

function componentOf({ width, height }: Mask, labels: Int32Array, label: number, area: number): Component | undefined {
  const mask = new Mask(width, height);
  for (let i = 0; i < labels.length; i++) if (labels[i] === label) mask.data[i] = 1;
  const bounds = mask.bounds;
  return bounds && { area, bounds, mask };
}
