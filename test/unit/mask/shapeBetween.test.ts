import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Mask } from '../../../src/core/mask/mask';
import { movingShapeBetween, shapeBetween } from '../../../src/core/mask/shapeBetween';
import { overlap } from '../../../src/core/metrics/overlap';
import { disc } from '../../support/discs';
import { drawnMask } from '../../support/drawnMask';

const anyMask = fc
  .array(fc.integer({ min: 0, max: 1 }), { minLength: 48, maxLength: 48 })
  .map((pixels) => new Mask(8, 6, Uint8Array.from(pixels)));

describe('shapeBetween', () => {
  it('has what both have and nothing that neither has, whichever comes first', () => {
    fc.assert(
      fc.property(anyMask, anyMask, (a, b) => {
        const between = shapeBetween(a, b);
        expect(between.equals(shapeBetween(b, a))).toBe(true);
        for (const [at, value] of between.data.entries()) {
          expect(value).toBeGreaterThanOrEqual(a.data[at]! & b.data[at]!);
          expect(value).toBeLessThanOrEqual(a.data[at]! | b.data[at]!);
        }
      }),
    );
  });

  it('lies halfway between a small disc and a large one', () => {
    const [small, middle, large] = [10, 20, 30].map((radius) =>
      disc({ x0: 40 - radius, y0: 40 - radius, x1: 40 + radius, y1: 40 + radius }),
    );
    expect(overlap(shapeBetween(small!, large!), middle!).dice).toBeGreaterThan(0.97);
  });

  it('lies nearer to the disc that it is nearer to', () => {
    const [small, quarter, large] = [10, 15, 30].map((radius) =>
      disc({ x0: 40 - radius, y0: 40 - radius, x1: 40 + radius, y1: 40 + radius }),
    );
    expect(overlap(shapeBetween(small!, large!, 0.25), quarter!).dice).toBeGreaterThan(0.96);
  });

  it('lies on the way between shapes that do not overlap, when it may move', () => {
    const square = (x: number): Mask => {
      const mask = new Mask(40, 12);
      for (let y = 4; y < 8; y++) mask.data.fill(1, y * 40 + x, y * 40 + x + 4);
      return mask;
    };
    expect(shapeBetween(square(0), square(30), 0.5).area).toBe(0);
    expect(movingShapeBetween(square(0), square(30), 0.5).equals(square(15))).toBe(true);
    expect(movingShapeBetween(square(0), square(30), 0.2).equals(square(6))).toBe(true);
    expect(movingShapeBetween(square(0), new Mask(40, 12), 0.5).area).toBe(0);
  });

  it('is the mask itself between two alike, and nothing beside an empty one', () => {
    const mask = drawnMask('....', '.##.', '.##.', '..#.');
    expect(shapeBetween(mask, mask).equals(mask)).toBe(true);
    expect(shapeBetween(mask, new Mask(4, 4)).area).toBe(0);
  });
});
