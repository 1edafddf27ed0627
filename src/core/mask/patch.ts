import { rectHeight, rectOf, rectWidth, uniteRects, type Rect } from '../geometry/rect';
import { Mask } from './mask';

/** The part of a mask in a rectangle with whole-number sides inside of it, as a mask of the rectangle's size. */
export function crop(mask: Mask, rect: Rect): Mask {
  const part = new Mask(rectWidth(rect), rectHeight(rect));
  for (let row = 0; row < part.height; row++) {
    const start = (rect.y0 + row) * mask.width + rect.x0;
    part.data.set(mask.data.subarray(start, start + part.width), row * part.width);
  }
  return part;
}

/** A copy of a mask with `part` in it, its upper left corner at the rectangle's. */
export function patched(mask: Mask, { x0, y0 }: Pick<Rect, 'x0' | 'y0'>, part: Mask): Mask {
  const result = new Mask(mask.width, mask.height, mask.data.slice());
  for (let row = 0; row < part.height; row++) {
    const own = part.data.subarray(row * part.width, (row + 1) * part.width);
    result.data.set(own, (y0 + row) * mask.width + x0);
  }
  return result;
}

/**
 * The smallest rectangle around the pixels that differ between two masks of the same size; undefined where none does.
 * @param within holds all pixels that may differ
 */
export function changedRect(a: Mask, b: Mask, within: Rect = rectOf(a)): Rect | undefined {
  let changed: Rect | undefined;
  for (let y = within.y0; y < within.y1; y++) {
    const row = y * a.width;
    const differs = (x: number): boolean => a.data[row + x] !== b.data[row + x];
    let x0 = within.x0;
    while (x0 < within.x1 && !differs(x0)) x0++;
    if (x0 === within.x1) continue;
    let x1 = within.x1;
    while (!differs(x1 - 1)) x1--;
    const line = { x0, y0: y, x1, y1: y + 1 };
    changed = changed === undefined ? line : uniteRects(changed, line);
  }
  return changed;
}
