import type { Rect, Size } from '../../../geometry/rect';

/** What a picture shows of an image: x, y, width and height, as `viewBox` has them. */
export type Frame = readonly [x: number, y: number, width: number, height: number];

/** Least side of a picture as a share of the image's longest side: less would show too little around the object. */
const leastFrame = 0.4;

/** A square around a rectangle, with some of what lies around. */
export function frameAround({ x0, y0, x1, y1 }: Rect, { width, height }: Size): Frame {
  const longest = Math.max(width, height);
  const side = Math.min(longest, Math.max(1.5 * (x1 - x0), 1.5 * (y1 - y0), leastFrame * longest));
  const start = (from: number, to: number, all: number): number =>
    side >= all ? (all - side) / 2 : Math.min(Math.max((from + to - side) / 2, 0), all - side);
  return [start(x0, x1, width), start(y0, y1, height), side, side];
}
