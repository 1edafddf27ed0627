import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as geometry from '../../../src/core/geometry/rect';

const { containsPoint, intersectRect, isEmptyRect, rectFromCorners, rectHeight, rectOf, rectWidth, roundOutward } =
  geometry;
const coordinate = fc.double({ min: -100, max: 100, noNaN: true });
const point = fc.record({ x: coordinate, y: coordinate });
const rect = fc.tuple(point, point).map(([a, b]) => rectFromCorners(a, b));

describe('rectangles', () => {
  it('of an image have its size', () => {
    const whole = rectOf({ width: 4, height: 3 });
    expect([rectWidth(whole), rectHeight(whole)]).toEqual([4, 3]);
    expect(isEmptyRect(whole)).toBe(false);
  });

  it('hold their first and not their last edge', () => {
    const whole = rectOf({ width: 4, height: 3 });
    expect(containsPoint(whole, { x: 0, y: 0 })).toBe(true);
    expect(containsPoint(whole, { x: 4, y: 0 })).toBe(false);
    expect(containsPoint(whole, { x: 3.999, y: 2.999 })).toBe(true);
    expect(containsPoint(whole, { x: 0, y: 3 })).toBe(false);
  });

  it('without area, turned over or not a number are empty', () => {
    expect(isEmptyRect({ x0: 1, y0: 1, x1: 1, y1: 5 })).toBe(true);
    expect(isEmptyRect({ x0: 3, y0: 1, x1: 1, y1: 5 })).toBe(true);
    expect(isEmptyRect({ x0: NaN, y0: 1, x1: 1, y1: 5 })).toBe(true);
  });

  it('span two corners in any order', () => {
    fc.assert(
      fc.property(point, point, (a, b) => {
        expect(rectFromCorners(a, b)).toEqual(rectFromCorners(b, a));
        expect(rectWidth(rectFromCorners(a, b))).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  it('share the points that their intersection holds', () => {
    fc.assert(
      fc.property(rect, rect, point, (a, b, at) => {
        expect(containsPoint(intersectRect(a, b), at)).toBe(containsPoint(a, at) && containsPoint(b, at));
      }),
    );
  });

  it('rounded outward have whole sides and hold what they held', () => {
    fc.assert(
      fc.property(rect, (given) => {
        const rounded = roundOutward(given);
        expect(Object.values(rounded).every(Number.isInteger)).toBe(true);
        expect(intersectRect(rounded, given)).toEqual(given);
        expect(rectWidth(rounded) - rectWidth(given)).toBeLessThanOrEqual(2);
      }),
    );
  });
});
