import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeRunLength } from '../../../src/core/mask/runLength';
import { measureNeighbours, neighbourAgreement, type ObjectOnSlice } from '../../../src/core/quality/neighbours';
import { rectMask } from '../../support/sidecars';

const size = { width: 60, height: 50 };

function runsOf(x0: number, y0: number, x1: number, y1: number): ObjectOnSlice['mask'] {
  return encodeRunLength(rectMask(size, { x0, y0, x1, y1 }));
}

const at = (slice: number, ...rect: [number, number, number, number]): ObjectOnSlice => ({
  label: 'liver',
  slice,
  mask: runsOf(...rect),
});
const empty = runsOf(0, 0, 0, 0);

describe('neighbourAgreement', () => {
  it('is 1 for a mask that changes evenly, and low for one that does not', () => {
    const [before, after] = [runsOf(10, 10, 30, 30), runsOf(10, 10, 34, 34)];
    expect(neighbourAgreement(runsOf(10, 10, 32, 32), before, after)).toBeGreaterThan(0.95);
    expect(neighbourAgreement(runsOf(10, 10, 55, 45), before, after)).toBeLessThan(0.6);
    expect(neighbourAgreement(runsOf(40, 35, 50, 45), before, after)).toBeLessThan(0.01);
    expect(neighbourAgreement(empty, before, after)).toBeLessThan(0.01);
  });

  it('says nothing between masks that are empty or unlike each other', () => {
    const mask = runsOf(10, 10, 30, 30);
    expect(neighbourAgreement(mask, empty, empty)).toBeUndefined();
    expect(neighbourAgreement(mask, mask, empty)).toBeUndefined();
    expect(neighbourAgreement(mask, runsOf(0, 0, 15, 15), runsOf(10, 10, 40, 40))).toBeUndefined();
  });

  it('is the same for masks so large that they are thinned', () => {
    const huge = { width: 1200, height: 1000 };
    const grown = (side: number): ObjectOnSlice['mask'] =>
      encodeRunLength(rectMask(huge, { x0: 20, y0: 20, x1: 20 + side, y1: 20 + side }));
    expect(neighbourAgreement(grown(850), grown(800), grown(900))).toBeGreaterThan(0.98);
    expect(neighbourAgreement(grown(400), grown(800), grown(900))).toBeCloseTo((2 * 16) / (16 + 72.25), 1);
  });
});

describe('measureNeighbours', () => {
  it('measures what has a mask of its label before and after', () => {
    const objects = [0, 1, 2, 4].map((slice) => at(slice, 10, 10, 30, 30));
    expect(measureNeighbours(objects)).toEqual([undefined, expect.closeTo(1), undefined, undefined]);
    expect(measureNeighbours(objects, [at(3, 10, 10, 30, 30)])[2]).toBeCloseTo(1);
    expect(measureNeighbours(objects, [{ ...at(3, 10, 10, 30, 30), label: 'spleen' }])[2]).toBeUndefined();
    expect(measureNeighbours(objects, [{ ...at(3, 10, 10, 30, 30), volume: 1 }])[2]).toBeUndefined();
  });

  it('reports the one that is elsewhere, and not those beside it', () => {
    const objects = [0, 1, 2, 3, 4].map((slice) => (slice === 2 ? at(2, 40, 35, 55, 48) : at(slice, 10, 10, 30, 30)));
    expect(measureNeighbours(objects)).toEqual([undefined, undefined, expect.closeTo(0), undefined, undefined]);
  });

  it('keeps several objects of a label apart', () => {
    const both = [0, 1, 2].flatMap((slice) => [at(slice, 5, 5, 20, 20), at(slice, 40, 30, 50, 45)]);
    expect(measureNeighbours(both).slice(2, 4)).toEqual([expect.closeTo(1), expect.closeTo(1)]);
    const alone = both.filter((_, i) => i !== 1 && i !== 5);
    expect(measureNeighbours(alone).slice(1, 3)).toEqual([expect.closeTo(1), undefined]);
  });

  it('gives every object a share, whatever the masks and their order', () => {
    const coordinate = (most: number): fc.Arbitrary<[number, number]> =>
      fc
        .tuple(fc.integer({ min: 0, max: most }), fc.integer({ min: 0, max: most }))
        .map(([a, b]) => [Math.min(a, b), Math.max(a, b)]);
    const object = fc
      .tuple(fc.integer({ min: 0, max: 4 }), coordinate(size.width), coordinate(size.height))
      .map(([slice, [x0, x1], [y0, y1]]) => at(slice, x0, y0, x1, y1));
    fc.assert(
      fc.property(fc.array(object, { maxLength: 8 }), (objects) => {
        const measured = measureNeighbours(objects);
        expect(measured).toHaveLength(objects.length);
        for (const value of measured.filter((each) => each !== undefined)) {
          expect(value).toBeGreaterThanOrEqual(0);
          expect(value).toBeLessThanOrEqual(1);
        }
        const mirrored = measureNeighbours(objects.map((each) => ({ ...each, slice: 4 - each.slice })));
        expect(mirrored).toEqual(measured);
      }),
      { numRuns: 50 },
    );
  });
});
