/**
 * Image coordinates are continuous: pixel (0, 0) covers the square from (0, 0) to (1, 1), x grows to the right, y down.
 */
export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** A rectangle in image coordinates; x1 and y1 are exclusive, as in scikit-image's `regionprops.bbox`. */
export interface Rect {
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
}

export function rectOf(size: Size): Rect {
  return { x0: 0, y0: 0, x1: size.width, y1: size.height };
}

export function rectWidth(rect: Rect): number {
  return rect.x1 - rect.x0;
}

export function rectHeight(rect: Rect): number {
  return rect.y1 - rect.y0;
}

/** Of a rectangle that is not empty. */
export function rectArea(rect: Rect): number {
  return rectWidth(rect) * rectHeight(rect);
}

export function isEmptyRect(rect: Rect): boolean {
  return !(rect.x1 > rect.x0 && rect.y1 > rect.y0);
}

export function isSameRect(a: Rect, b: Rect): boolean {
  return a.x0 === b.x0 && a.y0 === b.y0 && a.x1 === b.x1 && a.y1 === b.y1;
}

export function intersectRect(a: Rect, b: Rect): Rect {
  return {
    x0: Math.max(a.x0, b.x0),
    y0: Math.max(a.y0, b.y0),
    x1: Math.min(a.x1, b.x1),
    y1: Math.min(a.y1, b.y1),
  };
}

/** The smallest rectangle that holds both. */
export function uniteRects(a: Rect, b: Rect): Rect {
  return {
    x0: Math.min(a.x0, b.x0),
    y0: Math.min(a.y0, b.y0),
    x1: Math.max(a.x1, b.x1),
    y1: Math.max(a.y1, b.y1),
  };
}

/** The pixel that a point lies in. */
export function pixelAt({ x, y }: Point): Rect {
  return { x0: Math.floor(x), y0: Math.floor(y), x1: Math.floor(x) + 1, y1: Math.floor(y) + 1 };
}

/** Intersection over union of two rectangles that are not empty. */
export function rectOverlap(a: Rect, b: Rect): number {
  const both = intersectRect(a, b);
  const shared = isEmptyRect(both) ? 0 : rectArea(both);
  return shared / (rectArea(a) + rectArea(b) - shared);
}

/** The rectangle spanned by two corners given in any order. */
export function rectFromCorners(a: Point, b: Point): Rect {
  return { x0: Math.min(a.x, b.x), y0: Math.min(a.y, b.y), x1: Math.max(a.x, b.x), y1: Math.max(a.y, b.y) };
}

/** The smallest rectangle with whole-number sides that contains `rect`. */
export function roundOutward(rect: Rect): Rect {
  return { x0: Math.floor(rect.x0), y0: Math.floor(rect.y0), x1: Math.ceil(rect.x1), y1: Math.ceil(rect.y1) };
}

export function containsPoint(rect: Rect, point: Point): boolean {
  return point.x >= rect.x0 && point.x < rect.x1 && point.y >= rect.y0 && point.y < rect.y1;
}
