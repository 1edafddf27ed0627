import { roundOutward, type Rect } from '../../../src/core/geometry/rect';

/** A box as users draw it: a little too large, and not the same on all sides. */
export function looseBox({ x0, y0, x1, y1 }: Rect): Rect {
  const side = Math.max(x1 - x0, y1 - y0);
  return roundOutward({ x0: x0 - side * 0.04, y0: y0 - side * 0.02, x1: x1 + side * 0.02, y1: y1 + side * 0.05 });
}
