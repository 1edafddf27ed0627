import type { Point } from '../geometry/rect';
import { squaredDistances } from './distanceTransform';
import { Mask } from './mask';

/**
 * The centre of the pixel of an object that lies farthest from everything outside it (the image's border counts as
 * outside), by the exact Euclidean distance; of equally far ones the first in reading order. Undefined for an empty mask.
 */
export function interiorPoint(mask: Mask): Point | undefined {
  const bounds = mask.bounds;
  if (bounds === undefined) return undefined;
  const { x0, y0, x1, y1 } = bounds;
  // Everything outside the object's box is outside the object, so one pixel around it is enough.
  const width = x1 - x0 + 2;
  const outside = new Mask(width, y1 - y0 + 2);
  outside.data.fill(1);
  for (let y = y0; y < y1; y++) {
    for (let x = x0; x < x1; x++) {
      outside.data[(y - y0 + 1) * width + x - x0 + 1] = 1 - mask.data[y * mask.width + x]!;
    }
  }
  const depths = squaredDistances(outside);
  let deepest = 0;
  for (let at = 1; at < depths.length; at++) if (depths[at]! > depths[deepest]!) deepest = at;
  return { x: x0 + (deepest % width) - 0.5, y: y0 + Math.floor(deepest / width) - 0.5 };
}
