import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { lineOf, stack } from '../../../src/core/image/plane';
import type { Slice } from '../../../src/core/image/slice';

function slice(width: number, height: number, first: number, change: Partial<Slice> = {}): Slice {
  const data = Int16Array.from({ length: width * height }, (_, i) => first + i);
  return { width, height, channels: 1, data, slope: 1, intercept: 0, invert: false, windows: [], ...change };
}

describe('planes across a volume', () => {
  test('hold the voxels that they cut', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 6 }), fc.nat(5), (width, height, at) => {
        const slices = [0, 1, 2].map((k) => slice(width, height, 1000 * k));
        for (const normal of [0, 1] as const) {
          const index = at % (normal === 0 ? width : height);
          const plane = stack(slices.map((each) => lineOf(each, normal, index)));
          expect([plane.width, plane.height]).toEqual([normal === 0 ? height : width, 3]);
          plane.data.forEach((value, i) => {
            const [u, k] = [i % plane.width, Math.floor(i / plane.width)];
            const [x, y] = normal === 0 ? [index, u] : [u, index];
            expect(value).toBe(1000 * k + y * width + x);
          });
        }
      }),
    );
  });

  test('keep stored samples of slices that are scaled alike', () => {
    const plane = stack([slice(2, 1, 3, { slope: 2 }), slice(2, 1, 7, { slope: 2 })]);
    expect(plane.data).toEqual(Int16Array.from([3, 4, 7, 8]));
    expect(plane.slope).toBe(2);
  });

  test('hold modality values where slices are scaled differently', () => {
    const parts = [slice(2, 1, 3, { slope: 2, padding: [0, 0] }), slice(2, 1, 7, { slope: 0.5, intercept: -1 })];
    const plane = stack(parts);
    expect(plane.data).toEqual(Float32Array.from([6, 8, 2.5, 3]));
    expect([plane.slope, plane.intercept, plane.padding]).toEqual([1, 0, undefined]);
  });

  test('keep colours together', () => {
    const data = Uint8Array.from([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    const colour: Slice = { ...slice(2, 2, 0), channels: 3, data };
    expect([...lineOf(colour, 0, 1).data]).toEqual([4, 5, 6, 10, 11, 12]);
  });

  test('outside the volume are refused', () => {
    expect(() => lineOf(slice(2, 3, 0), 0, 2)).toThrow(RangeError);
    expect(() => lineOf(slice(2, 3, 0), 1, -1)).toThrow(RangeError);
    expect(() => stack([slice(2, 1, 0), slice(3, 1, 0)])).toThrow(RangeError);
  });
});
