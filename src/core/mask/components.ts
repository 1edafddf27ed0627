import type { Rect } from '../geometry/rect';
import { Mask } from './mask';

export interface Component {
  readonly area: number;
  readonly bounds: Rect;
  readonly mask: Mask;
}

/** How pixels hang together: by their sides alone, or by their corners too. */
export type Connectivity = 4 | 8;

/** Parts of a mask. Of equally large ones the first in reading order comes first wherever an order matters. */
export interface Parts {
  /** Number of the part of each pixel, from 1 in reading order; 0 on the background. W×H values. */
  readonly labels: Int32Array;
  /** Area of each part in pixels; that of part 1 is the first. */
  readonly areas: readonly number[];
}

/** The connected components of a mask, numbered as scikit-image's `label` does. */
export function partsOf(mask: Mask, connectivity: Connectivity = 8): Parts {
  const labels = new Int32Array(mask.data.length);
  const areas: number[] = [];
  for (let start = mask.data.indexOf(1); start >= 0; start = mask.data.indexOf(1, start + 1)) {
    if (labels[start] === 0) areas.push(flood(mask, start, labels, areas.length + 1, connectivity));
  }
  return { labels, areas };
}

/**
 * The largest 8-connected component of a mask; of equally large ones the first in reading order, as scikit-image's
 * `label` and `regionprops` order them. Undefined for an empty mask.
 */
export function largestComponent(mask: Mask): Component | undefined {
  const { labels, areas } = partsOf(mask);
  if (areas.length === 0) return undefined;
  const area = areas.reduce((most, each) => Math.max(most, each), 0);
  return componentOf(mask, labels, areas.indexOf(area) + 1, area);
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
function flood(
  { width, data }: Mask,
  start: number,
  labels: Int32Array,
  label: number,
  connectivity: Connectivity = 8,
): number {
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
      const hasCorners = connectivity === 8 || row === at;
      for (let neighbour = row + (hasCorners ? left : 0); neighbour <= row + (hasCorners ? right : 0); neighbour++) {
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
