import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Mask } from '../../../src/core/mask/mask';
import { overlap } from '../../../src/core/metrics/overlap';

const row = (...values: number[]): Mask => new Mask(values.length, 1, Uint8Array.from(values));

describe('overlap', () => {
  it('counts shared pixels', () => {
    const { dice, iou } = overlap(row(1, 1, 1, 0), row(0, 1, 1, 1));
    expect(dice).toBeCloseTo(4 / 6, 6);
    expect(iou).toBeCloseTo(2 / 4, 6);
  });

  it('is 1 for two empty masks and almost 0 for an empty and a full one', () => {
    expect(overlap(row(0, 0), row(0, 0))).toEqual({ dice: 1, iou: 1 });
    expect(overlap(row(0, 0), row(1, 1)).dice).toBeCloseTo(0.5e-7, 10);
  });

  it('ties Dice to the Jaccard index, and does not care about the order', () => {
    const pair = fc
      .integer({ min: 1, max: 40 })
      .chain((n) => fc.tuple(...[0, 1].map(() => fc.array(fc.constantFrom(0, 1), { minLength: n, maxLength: n }))));
    fc.assert(
      fc.property(pair, ([a = [], b = []]) => {
        const { dice, iou } = overlap(row(...a), row(...b));
        expect(dice).toBeCloseTo((2 * iou) / (1 + iou), 5);
        expect(overlap(row(...b), row(...a))).toEqual({ dice, iou });
      }),
    );
  });

  it('refuses masks of different sizes', () => {
    expect(() => overlap(row(1), row(1, 0))).toThrow('1×1 and 2×1');
  });
});
