import { rectHeight, rectWidth, type Rect } from '../geometry/rect';
import { squaredDistances } from './distanceTransform';
import { Mask } from './mask';
import { crop, patched } from './patch';

/**
 * Exact squared Euclidean distance of every pixel to the nearest one outside of the object, in pixels; 0 outside. The image's border
 * counts as outside.
 *
 * @param bounds of the object: nothing beyond it belongs to it, so one pixel around it is enough
 * @returns the values within the bounds, row by row
 */
export function squaredDepths(mask: Mask, bounds: Rect): Float64Array {
  const [width, height] = [rectWidth(bounds), rectHeight(bounds)];
  const framed = patched(new Mask(width + 2, height + 2), { x0: 1, y0: 1 }, crop(mask, bounds));
  const distances = squaredDistances(framed.complement);
  const depths = new Float64Array(width * height);
  for (let y = 0; y < height; y++) {
    const start = (y + 1) * framed.width + 1;
    depths.set(distances.subarray(start, start + width), y * width);
  }
  return depths;
}
