import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { combine } from '../../support/combined';
import { Mask } from '../../../src/core/mask/mask';
import { separateTouching } from '../../../src/core/mask/separateTouching';
import { inscribedEllipse } from '../../../src/core/metrics/inscribedEllipse';
import { overlap } from '../../../src/core/metrics/overlap';

const size = { width: 120, height: 80 };
const discAt = (x: number, y: number, radius: number): Mask =>
  inscribedEllipse(size, { x0: x - radius, y0: y - radius, x1: x + radius, y1: y + radius });
const union = (masks: readonly Mask[]): Mask =>
  masks.reduce((a, b) => combine(a, b, 'union'), new Mask(size.width, size.height));

describe('touching objects of about one size', () => {
  it('are separated where they meet, in a row and in a corner', () => {
    const discs = [discAt(20, 20, 12), discAt(41, 22, 12), discAt(60, 30, 12), discAt(42, 44, 12)];
    const parts = separateTouching(union(discs), discs[0]!.area);
    expect(parts).toHaveLength(4);
    for (const disc of discs) {
      expect(Math.max(...parts.map((part) => overlap(part, disc).dice))).toBeGreaterThan(0.93);
    }
  });

  it('stay one at the size of one, and where nothing is narrow', () => {
    const disc = discAt(40, 40, 20);
    expect(separateTouching(disc, disc.area)).toEqual([disc]);
    expect(separateTouching(disc, disc.area / 8)).toEqual([disc]);
    const empty = new Mask(4, 4);
    expect(separateTouching(empty, 1)).toEqual([empty]);
  });

  it('stay one where separating them would take minutes', () => {
    const all = new Mask(2048, 2048, new Uint8Array(2048 * 2048).fill(1));
    expect(separateTouching(all, 40)).toEqual([all]);
  });

  it('share the pixels of the mask, each with one', () => {
    const circle = fc.tuple(
      fc.integer({ min: 0, max: 120 }),
      fc.integer({ min: 0, max: 80 }),
      fc.integer({ min: 3, max: 25 }),
    );
    fc.assert(
      fc.property(
        fc.array(circle, { minLength: 1, maxLength: 6 }),
        fc.integer({ min: 20, max: 800 }),
        (circles, typical) => {
          const mask = union(circles.map((each) => discAt(...each)));
          const parts = separateTouching(mask, typical);
          expect(parts.reduce((sum, { area }) => sum + area, 0)).toBe(mask.area);
          expect(union(parts).equals(mask)).toBe(true);
          for (const { area } of parts) if (parts.length > 1) expect(area).toBeGreaterThan(0);
        },
      ),
      { numRuns: 50 },
    );
  });
});
