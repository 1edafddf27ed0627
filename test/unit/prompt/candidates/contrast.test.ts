import { describe, expect, it } from 'vitest';
import { contrast } from '../../../../src/core/prompt/candidates/contrast';
import { Mask } from '../../../../src/core/mask/mask';

const side = 20;
const square = new Mask(side, side);
for (let y = 8; y < 12; y++) square.data.fill(1, y * side + 8, y * side + 12);

/** One value in the square and another outside. */
function picture(inside: number, outside: number): Float32Array {
  return Float32Array.from(square.data, (value) => (value === 1 ? inside : outside));
}

describe('contrast', () => {
  it('is the distance of the means in standard deviations; even areas count as having a variance of 16', () => {
    expect(contrast(square, [picture(100, 60)])).toBeCloseTo(40 / 4);
    expect(contrast(square, [picture(60, 100)])).toBeCloseTo(10);
    expect(contrast(square, [picture(80, 80)])).toBe(0);
    // Half of the surroundings 60 and half 100: variance 400.
    const striped = picture(120, 0).map((value, at) => (value === 120 ? 120 : at % 2 === 0 ? 60 : 100));
    expect(contrast(square, [striped])).toBeCloseTo(40 / Math.sqrt(416));
  });

  it('counts channels alike', () => {
    const grey = picture(100, 60);
    expect(contrast(square, [grey, grey, grey])).toBeCloseTo(contrast(square, [grey]));
    expect(contrast(square, [grey, picture(80, 80)])).toBeCloseTo(contrast(square, [grey]) / Math.SQRT2);
  });

  it('looks no farther than two pixels', () => {
    const far = picture(100, 60).map((value, at) => (at % side < 6 ? 100 : value));
    expect(contrast(square, [far])).toBeCloseTo(contrast(square, [picture(100, 60)]));
    const near = picture(100, 60).map((value, at) => (at % side < 7 ? 100 : value));
    expect(contrast(square, [near])).toBeLessThan(contrast(square, [far]));
  });

  it('leaves out what is beyond the image, and is 0 where nothing is left to compare', () => {
    const bounded = picture(100, 60).map((value, at) => (at % side > 11 ? NaN : value));
    expect(contrast(square, [bounded])).toBeCloseTo(10);
    expect(contrast(new Mask(side, side), [picture(100, 60)])).toBe(0);
    expect(contrast(new Mask(2, 2, Uint8Array.of(1, 1, 1, 1)), [Float32Array.of(1, 2, 3, 4)])).toBe(0);
  });
});
