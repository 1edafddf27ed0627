import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromHalf, toHalf } from '../../../src/core/model/halfFloat';

describe('half precision', () => {
  it.each([
    [0, 0x0000],
    [-0, 0x8000],
    [1, 0x3c00],
    [-2, 0xc000],
    [65504, 0x7bff],
    [2 ** -14, 0x0400],
    [2 ** -24, 0x0001],
    [1 / 3, 0x3555],
    [Infinity, 0x7c00],
    [-Infinity, 0xfc00],
  ])('%d is %i', (value, bits) => {
    expect(toHalf(value)).toBe(bits);
    if (bits !== 0x3555) expect(fromHalf(bits)).toBe(value);
  });

  it('rounds to the nearest, ties to even', () => {
    expect(toHalf(2049)).toBe(toHalf(2048));
    expect(toHalf(2051)).toBe(toHalf(2052));
    expect(toHalf(65519)).toBe(0x7bff);
    expect(toHalf(65520)).toBe(0x7c00);
    expect(toHalf(2 ** -25)).toBe(0);
    expect(toHalf(2 ** -25 * 1.001)).toBe(1);
    expect(Number.isNaN(fromHalf(toHalf(NaN)))).toBe(true);
  });

  it('keeps every half-precision number', () => {
    for (let bits = 0; bits < 0x10000; bits++) {
      const value = fromHalf(bits);
      if (!Number.isNaN(value)) expect(toHalf(value)).toBe(bits);
    }
  });

  it('has no neighbour that is nearer', () => {
    fc.assert(
      fc.property(fc.float({ min: -60000, max: 60000, noNaN: true }), (value) => {
        const bits = toHalf(value);
        const error = Math.abs(fromHalf(bits) - value);
        for (const neighbour of [bits - 1, bits + 1]) {
          if ((neighbour & 0x7fff) > 0x7bff) continue;
          expect(Math.abs(fromHalf(neighbour) - value)).toBeGreaterThanOrEqual(error);
        }
      }),
    );
  });
});
