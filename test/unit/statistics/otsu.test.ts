import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { otsuThreshold } from '../../../src/core/statistics/otsu';

/** Variance between the numbers up to a threshold and those above it. */
function between(values: readonly number[], threshold: number): number {
  const [low, high] = [values.filter((value) => value <= threshold), values.filter((value) => value > threshold)];
  if (low.length === 0 || high.length === 0) return 0;
  const mean = (numbers: readonly number[]): number => numbers.reduce((sum, each) => sum + each, 0) / numbers.length;
  return low.length * high.length * (mean(low) - mean(high)) ** 2;
}

describe('Otsu’s threshold', () => {
  it('divides two heaps between them', () => {
    const values = Float64Array.from([1, 2, 3, 2, 1, 101, 102, 99, 103]);
    const threshold = otsuThreshold(values);
    expect(threshold).toBeGreaterThan(3);
    expect(threshold).toBeLessThan(99);
  });

  it('has the largest variance between its classes of all thresholds, as far as steps of whole numbers go', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 256 }), { minLength: 2, maxLength: 60 }), (numbers) => {
        // Both ends are there, so that the 256 steps are one wide.
        const values = [...numbers, 0, 256];
        const best = Math.max(...values.map((threshold) => between(values, threshold)));
        const own = between(values, otsuThreshold(Float64Array.from(values)) - 1e-9);
        // Only the last step holds two numbers, 255 and 256.
        const last = values.includes(255) ? between(values, 255) : -1;
        expect(own).toBeGreaterThanOrEqual(best === last ? 0 : best * (1 - 1e-12));
      }),
    );
  });

  it('of equal numbers is that number', () => {
    expect(otsuThreshold(Float64Array.from([7, 7, 7]))).toBe(7);
    expect(() => otsuThreshold(new Float64Array(0))).toThrow(RangeError);
  });
});
