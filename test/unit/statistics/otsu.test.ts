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

  it('has the largest variance between its classes of all thresholds', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 255 }), { minLength: 2, maxLength: 60 }), (numbers) => {
        // With both ends there, each whole number has a step of its own.
        const values = [...numbers, 0, 255];
        const best = Math.max(...values.map((threshold) => between(values, threshold)));
        const own = between(values, otsuThreshold(Float64Array.from(values)));
        expect(own).toBeGreaterThanOrEqual(best * (1 - 1e-12));
      }),
      { numRuns: 1000 },
    );
  });

  it('of equal numbers is that number', () => {
    expect(otsuThreshold(Float64Array.from([7, 7, 7]))).toBe(7);
    expect(() => otsuThreshold(new Float64Array(0))).toThrow(RangeError);
  });
});
