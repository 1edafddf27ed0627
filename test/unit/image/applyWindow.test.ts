import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyWindow, defaultWindow, windowTable } from '../../../src/core/image/applyWindow';
import { percentiles } from '../../../src/core/image/percentiles';
import type { SampleArray, Slice } from '../../../src/core/image/slice';
import { toRgb } from '../../../src/core/image/toRgb';

function sliceOf(data: SampleArray, more: Partial<Slice> = {}): Slice {
  return {
    width: data.length,
    height: 1,
    channels: 1,
    data,
    slope: 1,
    intercept: 0,
    invert: false,
    windows: [],
    ...more,
  };
}

const anyWindow = fc.record({
  center: fc.double({ min: -3000, max: 3000, noNaN: true }),
  width: fc.double({ min: 0.001, max: 5000, noNaN: true }),
});

describe('applyWindow', () => {
  // PS3.3 C.11.2.1.2.1, note 2: c = 2048, w = 4096 and c = 2048, w = 1.
  it('follows the examples of the standard', () => {
    const values = Uint16Array.of(0, 2047, 2048, 4095);
    expect([...applyWindow(sliceOf(values), { center: 2048, width: 4096 })]).toEqual([0, 127, 128, 255]);
    expect([...applyWindow(sliceOf(values), { center: 2048, width: 1 })]).toEqual([0, 0, 255, 255]);
  });

  it('shows 0 to 255 unchanged under 128 and 256', () => {
    const values = Uint8Array.from({ length: 256 }, (_, i) => i);
    expect(applyWindow(sliceOf(values), { center: 128, width: 256 })).toEqual(values);
  });

  it('applies slope and intercept first', () => {
    const stored = Int16Array.of(-100, 424, 624, 2000);
    const grey = applyWindow(sliceOf(stored, { slope: 2, intercept: -1024 }), { center: 40, width: 400 });
    // Modality values −1224, −176, 224 and 2976 around a window from −160 to 239.
    expect([...grey]).toEqual([0, 0, 245, 255]);
  });

  it('never gets darker as values rise, and is inverted exactly by MONOCHROME1', () => {
    fc.assert(
      fc.property(fc.int16Array({ minLength: 1, maxLength: 50 }), anyWindow, (values, window) => {
        const sorted = values.slice().sort();
        const grey = applyWindow(sliceOf(sorted), window);
        for (let i = 1; i < grey.length; i++) expect(grey[i]!).toBeGreaterThanOrEqual(grey[i - 1]!);
        const inverted = applyWindow(sliceOf(sorted, { invert: true }), window);
        expect([...inverted]).toEqual(Array.from(grey, (level) => 255 - level));
      }),
    );
  });

  it('gives the same grey for the same values in every sample type', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 50 }), anyWindow, (values, window) => {
        const expected = applyWindow(sliceOf(values), window);
        for (const kind of [Int16Array, Uint16Array, Int32Array, Uint32Array]) {
          expect(applyWindow(sliceOf(kind.from(values)), window)).toEqual(expected);
        }
      }),
    );
  });

  it('spreads fractional values over all greys and makes NaN black', () => {
    const values = Float32Array.of(0, 0.25, 0.5, 1, Number.NaN, Number.POSITIVE_INFINITY);
    expect([...applyWindow(sliceOf(values), { center: 0.5, width: 1 })]).toEqual([0, 64, 128, 255, 0, 255]);
  });
});

describe('windowTable', () => {
  it('holds the grey of every stored value at its bits', () => {
    const slice = sliceOf(Int16Array.of(-1000, -1, 0, 1000));
    const table = windowTable(slice, { center: 0, width: 2000 })!;
    expect(Array.from(slice.data, (v) => table[v & 0xffff])).toEqual([
      ...applyWindow(slice, { center: 0, width: 2000 }),
    ]);
  });

  it('does not exist for samples of more than 16 bits', () => {
    expect(windowTable(sliceOf(new Float32Array(1)), { center: 0, width: 1 })).toBeNull();
  });
});

describe('defaultWindow', () => {
  it('is the first of the header', () => {
    const windows = [
      { center: 40, width: 400, name: 'SOFT' },
      { center: 300, width: 1500 },
    ];
    expect(defaultWindow(sliceOf(Int16Array.of(1), { windows }))).toBe(windows[0]);
  });

  it('leaves 8-bit grey and colour alone', () => {
    expect(defaultWindow(sliceOf(Uint8Array.of(0, 200)))).toBeNull();
    expect(defaultWindow(sliceOf(Uint8Array.of(0, 1, 2), { width: 1, channels: 3 }))).toBeNull();
  });

  it('makes labels and bits visible, which look black as they are', () => {
    const slice = sliceOf(Uint8Array.of(0, 0, 0, 1));
    expect([...toRgb(slice, defaultWindow(slice)).data]).toEqual([0, 0, 0, 255]);
  });

  it('spans the bulk of the values and ignores outliers', () => {
    const data = Int16Array.from({ length: 10_000 }, (_, i) => i % 1000);
    data[77] = 30_000;
    const { center, width } = defaultWindow(sliceOf(data))!;
    expect(center - width / 2).toBeCloseTo(5, -1);
    expect(center + width / 2).toBeCloseTo(995, -1);
  });

  it('ignores padding', () => {
    const data = Int16Array.from({ length: 2000 }, (_, i) => (i < 1500 ? -2000 : i % 100));
    const { center, width } = defaultWindow(sliceOf(data, { padding: [-2000, -2000] }))!;
    expect(center - width / 2).toBeGreaterThanOrEqual(0);
    expect(center + width / 2).toBeLessThanOrEqual(100);
  });

  it('has a positive width whatever the values', () => {
    const data = fc.oneof(
      fc.float32Array({ minLength: 1, maxLength: 40 }),
      fc.int32Array({ minLength: 1, maxLength: 40 }),
      fc.uint8Array({ minLength: 1, maxLength: 40 }),
    );
    fc.assert(
      fc.property(data, (samples) => {
        const window = defaultWindow(sliceOf(samples));
        if (window === null) return;
        expect(Number.isFinite(window.center)).toBe(true);
        expect(window.width).toBeGreaterThan(0);
      }),
    );
  });

  it('shows the darkest and the brightest whole number as black and white', () => {
    const slice = sliceOf(Int16Array.of(-5, 0, 3));
    expect([...toRgb(slice, defaultWindow(slice)).data]).toEqual([0, 159, 255]);
  });
});

describe('percentiles', () => {
  it('orders its two values', () => {
    fc.assert(
      fc.property(fc.float64Array({ minLength: 1, maxLength: 60 }), (samples) => {
        const [low, high] = percentiles([sliceOf(samples)], 0.5, 99.5);
        expect(high).toBeGreaterThanOrEqual(low);
      }),
    );
  });

  it('is zero where no sample is left', () => {
    expect(percentiles([sliceOf(Float32Array.of(Number.NaN))], 0.5, 99.5)).toEqual([0, 0]);
  });
});

describe('toRgb', () => {
  it('hands 8-bit pixels on as they are', () => {
    const data = Uint8Array.of(1, 2, 3, 4, 5, 6);
    const slice = sliceOf(data, { width: 2, channels: 3 });
    expect(toRgb(slice, null)).toEqual({ width: 2, height: 1, channels: 3, data });
  });

  it('inverts MONOCHROME1 without a window', () => {
    expect([...toRgb(sliceOf(Uint8Array.of(0, 10, 255), { invert: true }), null).data]).toEqual([255, 245, 0]);
  });
});
