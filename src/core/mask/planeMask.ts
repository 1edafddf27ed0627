import type { Size } from '../geometry/rect';
import { Mask } from './mask';
import { maskLine } from './maskLine';
import type { RunLengthMask } from './runLength';

/**
 * The pixels of masks in a plane across the slices that they lie on.
 * @param masks of slices of one volume
 * @param size of the plane's image: a row or column of a slice is a row of it, slice below slice
 */
export function planeMask(
  masks: readonly { readonly slice: number; readonly mask: RunLengthMask }[],
  { normal, index }: { readonly normal: 0 | 1; readonly index: number },
  { width, height }: Size,
): Mask {
  const plane = new Mask(width, height);
  for (const { slice, mask } of masks) {
    for (const [start, end] of maskLine(mask, normal, index)) {
      plane.data.fill(1, slice * width + start, slice * width + end);
    }
  }
  return plane;
}
