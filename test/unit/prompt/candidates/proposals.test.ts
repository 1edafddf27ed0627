import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { containsPoint, isEmptyRect, rectHeight, rectWidth, type Rect } from '../../../../src/core/geometry/rect';
import { cutOff, proposeBoxes } from '../../../../src/core/prompt/candidates/proposals';
import type { PointPrompt } from '../../../../src/core/prompt/prompt';

const region = { x0: 0, y0: 0, x1: 200, y1: 100 };
const on = (x: number, y: number): PointPrompt => ({ x, y, positive: true });
const off = (x: number, y: number): PointPrompt => ({ x, y, positive: false });

describe('proposeBoxes', () => {
  it('centres boxes of many sizes and three shapes on a click', () => {
    const boxes = proposeBoxes({ points: [on(100.5, 50.5)] }, region);
    expect(boxes).toHaveLength(23);
    const [smallest] = boxes;
    expect(smallest).toEqual({ x0: 95.5, y0: 45.5, x1: 105.5, y1: 55.5 });
    expect(boxes.at(-1)).toEqual({ x0: 0.5, y0: 0, x1: 200, y1: 100 });
    const shapes = boxes.slice(1, 4).map((box) => Math.round((100 * rectWidth(box)) / rectHeight(box)) / 100);
    expect(shapes).toEqual([1, 0.5, 2]);
  });

  it('lies around a box that is known', () => {
    const box = { x0: 40, y0: 40, x1: 60, y1: 50 };
    expect(proposeBoxes({ box, points: [] }, region)).toEqual([
      { x0: 42, y0: 41, x1: 58, y1: 49 },
      box,
      { x0: 37.5, y0: 38.75, x1: 62.5, y1: 51.25 },
    ]);
  });

  it('has nothing to say without a place', () => {
    expect(proposeBoxes({ points: [off(3, 3)] }, region)).toEqual([]);
  });

  const coordinate = (end: number): fc.Arbitrary<number> => fc.double({ min: 0, max: end - 0.001, noNaN: true });
  const point = fc.record({ x: coordinate(200), y: coordinate(100), positive: fc.boolean() });
  const corners = fc
    .tuple(coordinate(190), coordinate(90))
    .map(([x, y]): Rect => ({ x0: x, y0: y, x1: x + 9, y1: y + 8 }));

  it('holds the positive points, lies in the region, and is cut free of a negative one', () => {
    fc.assert(
      fc.property(fc.array(point, { maxLength: 5 }), fc.option(corners, { nil: undefined }), (points, box) => {
        const positive = points.filter((one) => one.positive);
        const boxes = proposeBoxes({ points, ...(box === undefined ? {} : { box }) }, region);
        expect(boxes.length > 0).toBe(positive.length > 0 || box !== undefined);
        for (const proposal of boxes) {
          expect(isEmptyRect(proposal)).toBe(false);
          expect(positive.every((one) => containsPoint(proposal, one))).toBe(true);
          expect(Math.min(proposal.x0, proposal.y0)).toBeGreaterThanOrEqual(0);
          expect(proposal.x1).toBeLessThanOrEqual(200);
          expect(proposal.y1).toBeLessThanOrEqual(100);
        }
      }),
    );
  });
});

describe('cutOff', () => {
  const box = { x0: 10, y0: 10, x1: 50, y1: 30 };

  it.each<[string, PointPrompt[], Rect]>([
    ['nothing without negative points', [on(12, 12)], box],
    ['nothing for a point outside', [off(5, 12)], box],
    ['the smallest part', [off(13.5, 20)], { ...box, x0: 14 }],
    ['from the right, up to the pixel of the point', [off(46.5, 20)], { ...box, x1: 46 }],
    ['another part when a positive point is in the smallest', [on(11, 11), off(13.5, 26)], { ...box, y1: 26 }],
    ['for each point in turn', [off(46.5, 20), off(20, 11.5)], { ...box, x1: 46, y0: 12 }],
    ['nothing when every cut loses a positive point', [on(20.2, 20.2), off(20.7, 20.7)], box],
  ])('takes away %s', (_, points, expected) => {
    expect(cutOff(box, points)).toEqual(expected);
  });
});
