import fc from 'fast-check';
import { expect, it } from 'vitest';
import { appearanceOf, likeness } from '../../../src/core/propagation/appearance';
import { Mask } from '../../../src/core/mask/mask';

const all = new Mask(8, 8, new Uint8Array(64).fill(1));
const grey = (...levels: number[]) =>
  appearanceOf(
    { width: 8, height: 8, channels: 1, data: Uint8Array.from({ length: 64 }, (_, i) => levels[i % levels.length]!) },
    all,
  );

it('tells apart what lies in other grey levels, and not the noise of one', () => {
  expect(likeness(grey(100), grey(200))).toBe(0);
  expect(likeness(grey(100, 104), grey(104, 108))).toBeGreaterThan(0.7);
  expect(likeness(grey(100, 200), grey(200))).toBeGreaterThan(0.4);
  expect(likeness(grey(100, 200), grey(200))).toBeLessThan(0.6);
});

it('sees the object alone, and colours as their mean', () => {
  const half = new Mask(2, 1, Uint8Array.from([1, 0]));
  const colour = { width: 2, height: 1, channels: 3 as const, data: Uint8Array.from([30, 60, 90, 255, 255, 255]) };
  const plain = { width: 2, height: 1, channels: 1 as const, data: Uint8Array.from([60, 0]) };
  expect([...appearanceOf(colour, half)]).toEqual([...appearanceOf(plain, half)]);
});

it('is symmetric, and at most 1', () => {
  const levels = fc.array(fc.integer({ min: 0, max: 255 }), { minLength: 64, maxLength: 64 });
  fc.assert(
    fc.property(levels, levels, (a, b) => {
      const [one, other] = [grey(...a), grey(...b)];
      expect(likeness(one, other)).toBeCloseTo(likeness(other, one), 12);
      expect(likeness(one, other)).toBeLessThanOrEqual(likeness(one, one) + 1e-12);
      expect(likeness(one, one)).toBeLessThanOrEqual(1 + 1e-12);
    }),
  );
});
