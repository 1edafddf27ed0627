import { describe, expect, it } from 'vitest';
import type { Slice } from '../../../src/core/image/slice';
import { inRange, parseRange, valuesIn } from '../../../src/core/image/valueRange';
import { Mask } from '../../../src/core/mask/mask';

const grey: Slice = {
  width: 100,
  height: 1,
  channels: 1,
  data: Int16Array.from({ length: 100 }, (_, i) => 99 - i),
  slope: 2,
  intercept: -50,
  invert: false,
  windows: [],
};

describe('a range of values', () => {
  it('is one of modality values, with both ends', () => {
    const fits = inRange(grey, [-50, -46]);
    expect([95, 96, 97, 98, 99].map((i) => fits(i))).toEqual([false, false, true, true, true]);
  });

  it('is one of brightness in colours', () => {
    const data = Uint8Array.of(255, 0, 0, 0, 255, 0, 0, 0, 255, 200, 200, 200);
    const fits = inRange({ ...grey, width: 4, channels: 3, data, slope: 1, intercept: 0 }, [70, 200]);
    expect([0, 1, 2, 3].map((i) => fits(i))).toEqual([true, true, false, true]);
  });

  it('of an object leaves its outliers out', () => {
    const mask = new Mask(100, 1, new Uint8Array(100).fill(1));
    expect(valuesIn(grey, mask)).toEqual([2 * 4 - 50, 2 * 95 - 50]);
    expect(() => valuesIn(grey, new Mask(100, 1))).toThrow(RangeError);
  });

  it.each([
    ['-50 150', [-50, 150]],
    ['150, −50', [-50, 150]],
    ['0.5 to 1e3', [0.5, 1000]],
    ['12', undefined],
    ['1 2 3', undefined],
    ['a b', undefined],
    ['', undefined],
  ])('is read from “%s”', (text, expected) => {
    expect(parseRange(text)).toEqual(expected);
  });
});
