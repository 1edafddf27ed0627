import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ImageInfo } from '../../../src/core/image/medicalImage';
import { hasContent, openingSlice } from '../../../src/core/image/openingSlice';
import type { SampleArray, Slice } from '../../../src/core/image/slice';
import { openingPlace } from '../../../src/node/image/openingPlace';

/** Where a volume opens that has something on the slices `from` to `to`, and how many slices that took. */
async function openedAt(count: number, from: number, to: number): Promise<{ slice: number; read: number }> {
  const read: number[] = [];
  const slice = await openingSlice(count, (at) => {
    read.push(at);
    return Promise.resolve(at >= from && at <= to);
  });
  expect(new Set(read).size).toBe(read.length);
  return { slice, read: read.length };
}

const grey = (...data: number[]) => ({ data: Float32Array.from(data), channels: 1 as const });

describe('the slice that a volume opens at', () => {
  it('is its middle, which is read alone, where there is something on it', async () => {
    expect(await openedAt(21, 0, 20)).toEqual({ slice: 10, read: 1 });
    expect(await openedAt(20, 0, 20)).toEqual({ slice: 9, read: 1 });
    expect(await openedAt(2, 0, 1)).toEqual({ slice: 0, read: 1 });
  });

  it('is the middle of an object elsewhere', async () => {
    expect((await openedAt(200, 60, 64)).slice).toBe(62);
    expect((await openedAt(200, 3, 3)).slice).toBe(3);
    expect((await openedAt(200, 190, 199)).slice).toBe(194);
    expect((await openedAt(5, 0, 0)).slice).toBe(0);
  });

  it('is the middle of the volume where there is nothing, after no more than 256 slices', async () => {
    expect(await openedAt(9, 9, 9)).toEqual({ slice: 4, read: 9 });
    const { slice, read } = await openedAt(5000, 5000, 5000);
    expect(slice).toBe(2499);
    expect(read).toBeLessThanOrEqual(257);
  });

  it('is the middle of the volume, or of the one object that is not there', async () => {
    const places = fc.tuple(fc.integer({ min: 1, max: 256 }), fc.nat(), fc.nat());
    await fc.assert(
      fc.asyncProperty(places, async ([count, a, b]) => {
        const [from, to] = [Math.min(a % count, b % count), Math.max(a % count, b % count)];
        const { slice } = await openedAt(count, from, to);
        const middle = Math.floor((count - 1) / 2);
        const isThere = from <= middle && middle <= to;
        expect(slice).toBe(isThere ? middle : from + Math.floor((to - from) / 2));
      }),
    );
  });
});

describe('a slice', () => {
  it('has nothing on it where all pixels are alike', () => {
    expect(hasContent(grey(-1024, -1024, -1024))).toBe(false);
    expect(hasContent(grey(NaN, NaN))).toBe(false);
    expect(hasContent(grey(0, 0, 1))).toBe(true);
    expect(hasContent(grey(0, NaN))).toBe(true);
    expect(hasContent({ data: Uint8Array.of(9, 8, 7, 9, 8, 7), channels: 3 })).toBe(false);
    expect(hasContent({ data: Uint8Array.of(9, 8, 7, 9, 8, 6), channels: 3 })).toBe(true);
  });
});

const info: ImageInfo = {
  ...{ format: 'nifti', width: 2, height: 2, slices: 20, channels: 1, sampleType: 'uint8' },
  ...{ modality: '', unit: '', encoding: '' },
};

function imageOf(read: (slice: number) => Promise<SampleArray> | SampleArray, change: Partial<ImageInfo> = {}) {
  const plain = { width: 2, height: 2, channels: 1, slope: 1, intercept: 0, invert: false, windows: [] } as const;
  return {
    info: { ...info, ...change },
    readSlice: async (slice: number): Promise<Slice> => ({ ...plain, data: await read(slice) }),
  };
}

const labels = (slice: number): Uint8Array => Uint8Array.of(0, 0, 0, slice === 3 || slice === 4 || slice === 5 ? 1 : 0);

describe('an image opens', () => {
  const neverSeen = { seen: undefined, objects: [] };

  it('at the slice that was seen last, within the image as it is now', async () => {
    const seen = { slice: 17, volume: 2 };
    expect(await openingPlace(imageOf(labels, { volumes: 3 }), { seen, objects: [{ slice: 2 }] })).toEqual({
      at: seen,
    });
    expect(await openingPlace(imageOf(labels, { slices: 4 }), { seen, objects: [] })).toEqual({
      at: { slice: 3, volume: 0 },
    });
  });

  it('else at the middle one of the slices with objects, of the first volume that has some', async () => {
    const objects = [{ slice: 1, volume: 1 }, { slice: 9 }, { slice: 12 }, { slice: 12 }, { slice: 10 }];
    expect(await openingPlace(imageOf(labels), { seen: undefined, objects })).toEqual({ at: { slice: 10, volume: 0 } });
  });

  it('else in the middle of what is on it, and past slices that cannot be read', async () => {
    expect(await openingPlace(imageOf(labels), neverSeen)).toEqual({ at: { slice: 4, volume: 0 } });
    const broken = imageOf((slice) => (slice === 9 ? Promise.reject(new Error('damaged')) : labels(slice)));
    expect(await openingPlace(broken, neverSeen)).toEqual({ at: { slice: 4, volume: 0 } });
    expect(await openingPlace(imageOf(labels, { slices: 1 }), neverSeen)).toEqual({ at: { slice: 0, volume: 0 } });
  });

  it('at its first slice where a large volume is slow to read, and goes to the middle later', async () => {
    let answer: (data: SampleArray) => void = () => undefined;
    const slow = imageOf(
      () =>
        new Promise((resolve) => {
          answer = resolve;
        }),
      { width: 2048, height: 2048 },
    );
    const { at, later } = await openingPlace(slow, neverSeen);
    expect(at).toEqual({ slice: 0, volume: 0 });
    answer(Uint8Array.of(0, 1, 2, 3));
    expect(await later).toEqual({ slice: 9, volume: 0 });
  });
});
