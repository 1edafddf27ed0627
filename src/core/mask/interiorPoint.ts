import { rectWidth, type Point } from '../geometry/rect';
import { squaredDepths } from './depths';
import type { Mask } from './mask';

/**
 * The centre of the pixel of an object that lies farthest from everything outside it (the image's border counts as
 * outside), by the exact Euclidean distance; of equally far ones the first in reading order. Undefined for an empty mask.
 */
export function interiorPoint(mask: Mask): Point | undefined {
  const bounds = mask.bounds;
  if (bounds === undefined) return undefined;
  const depths = squaredDepths(mask, bounds);
  let deepest = 0;
  for (let at = 1; at < depths.length; at++) if (depths[at]! > depths[deepest]!) deepest = at;
  const width = rectWidth(bounds);
  return { x: bounds.x0 + (deepest % width) + 0.5, y: bounds.y0 + Math.floor(deepest / width) + 0.5 };
}
