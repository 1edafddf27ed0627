import { describe, expect, it } from 'vitest';
import { defaultWindow } from '../../../src/core/image/applyWindow';
import type { ImageInfo } from '../../../src/core/image/medicalImage';
import type { SampleArray, Slice } from '../../../src/core/image/slice';
import { volumeWindow } from '../../../src/core/image/volumeWindow';
import { VolumeWindows } from '../../../src/node/image/volumeWindows';

const info: ImageInfo = {
  ...{ format: 'nifti', width: 10, height: 10, slices: 40, channels: 1, sampleType: 'int16' },
  ...{ modality: '', unit: '', encoding: '' },
};

function sliceOf(data: SampleArray, change: Partial<Slice> = {}): Slice {
  const plain = { width: 10, height: 10, channels: 1, slope: 1, intercept: 0, invert: false, windows: [] } as const;
  return { ...plain, data, ...change };
}

/** Slice k holds k to k + 99. */
const ramp = (k: number): Slice => sliceOf(Int16Array.from({ length: 100 }, (_, i) => k + i));

const imageOf = (read: (k: number, volume: number) => Slice, slices = 40, channels: 1 | 3 = 1) => ({
  info: { ...info, slices, channels },
  readSlice: (k: number, volume = 0) => Promise.resolve(read(k, volume)),
});

describe('the window of a volume', () => {
  it('covers slices from its beginning to its end', async () => {
    const window = (await volumeWindow(imageOf(ramp), 0))!;
    expect(window.center - window.width / 2).toBeGreaterThanOrEqual(0);
    expect(window.center - window.width / 2).toBeLessThan(10);
    expect(window.center + window.width / 2).toBeGreaterThan(125);
    expect(window.center + window.width / 2).toBeLessThanOrEqual(140);
  });

  it('is that of its slices where they are alike', async () => {
    expect(
      await volumeWindow(
        imageOf(() => ramp(7)),
        0,
      ),
    ).toEqual(defaultWindow(ramp(7)));
  });

  it('is none for 8-bit images, also where some slices are dark', async () => {
    const dark = sliceOf(new Uint8Array(100));
    const bright = sliceOf(new Uint8Array(100).fill(200));
    expect(
      await volumeWindow(
        imageOf((k) => (k < 30 ? dark : bright)),
        0,
      ),
    ).toBeNull();
    expect(
      await volumeWindow(
        imageOf(() => dark),
        0,
      ),
    ).not.toBeNull();
  });

  it.each([
    ['slices with windows of their own', imageOf((k) => sliceOf(ramp(k).data, { windows: [{ center: k, width: 9 }] }))],
    ['a single slice', imageOf(ramp, 1)],
    ['colour', imageOf(() => sliceOf(new Uint8Array(300), { channels: 3 }), 40, 3)],
  ])('is left to %s', async (_, image) => {
    expect(await volumeWindow(image, 0)).toBeUndefined();
  });

  it('leaves out padding', async () => {
    const data = Int16Array.from({ length: 100 }, (_, i) => (i < 50 ? -2000 : i));
    const window = (await volumeWindow(
      imageOf(() => sliceOf(data, { padding: [-2000, -2000] })),
      0,
    ))!;
    expect(window.center - window.width / 2).toBeGreaterThanOrEqual(50);
  });

  it('is looked for once, and belongs to the volume', async () => {
    let read = 0;
    const image = imageOf((k, volume) => {
      read++;
      return ramp(k + 1000 * volume);
    });
    const windows = new VolumeWindows(image);
    const [first, again, other] = [await windows.of(0), await windows.of(0), await windows.of(1)];
    expect(again).toBe(first);
    expect(other!.center).toBe(first!.center + 1000);
    expect(read).toBe(18);
  });

  it('gives way to a slice’s own where the volume cannot be read', async () => {
    const windows = new VolumeWindows({ info, readSlice: () => Promise.reject(new Error('Broken.')) });
    expect(await windows.ofSlice(ramp(3), 0)).toEqual(defaultWindow(ramp(3)));
  });
});
