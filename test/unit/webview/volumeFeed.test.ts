import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { ImageInfo } from '../../../src/core/image/medicalImage';
import type { Slice } from '../../../src/core/image/slice';
import { VolumeFeed } from '../../../webview/store/volumeFeed';

const info: ImageInfo = {
  ...{ format: 'nifti', width: 10, height: 10, slices: 100, channels: 1, sampleType: 'int16' },
  ...{ modality: '', unit: '', encoding: '' },
};
const bytes = 200;

function slice(): Slice {
  const plain = { width: 10, height: 10, channels: 1, slope: 1, intercept: 0, invert: false, windows: [] } as const;
  return { ...plain, data: new Int16Array(100) };
}

/** A feed whose slices take `ms` to come, one at a time in each of its requests. */
function feedOf(budget: number, ms = 10, broken = -1) {
  const asked: number[] = [];
  const rested: number[] = [];
  const feed = new VolumeFeed({
    info,
    budget,
    read: async ({ slice: at }) => {
      asked.push(at);
      await new Promise((resolve) => setTimeout(resolve, ms));
      if (at === broken) throw new Error('Broken.');
      return slice();
    },
    onArrival: () => undefined,
    onRest: ({ slice: at }) => {
      rested.push(at);
    },
  });
  return { feed, asked, rested };
}

const at = (index: number) => ({ slice: index, volume: 0 });
const settle = (ms: number) => vi.advanceTimersByTimeAsync(ms);

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('the slices of a volume', () => {
  test('come from the shown one outwards once one rests, each once', async () => {
    const { feed, asked } = feedOf(1000 * bytes);
    feed.goTo(at(50));
    await settle(100);
    expect(asked).toEqual([50, 51, 49]);
    await settle(5000);
    expect(asked.slice(3, 9)).toEqual([52, 48, 53, 47, 54, 46]);
    expect(asked.toSorted((a, b) => a - b)).toEqual([...Array(100).keys()]);
  });

  test('come until the budget is reached, and the farthest are dropped', async () => {
    const { feed, asked } = feedOf(20 * bytes);
    expect(feed.holdsVolume).toBe(false);
    feed.goTo(at(50));
    await settle(5000);
    expect(asked.length).toBeLessThan(26);
    feed.goTo(at(90));
    await settle(5000);
    expect(feed.held(at(90))).toBeDefined();
    expect(feed.held(at(95))).toBeDefined();
    expect(feed.held(at(42))).toBeUndefined();
  });

  test('are not asked for where one has passed by', async () => {
    const { feed, asked, rested } = feedOf(1000 * bytes, 100);
    for (let i = 0; i < 60; i++) {
      feed.goTo(at(i));
      await settle(16);
    }
    expect(asked.length).toBeLessThan(60);
    await settle(300);
    expect(rested).toEqual([59]);
    expect(feed.held(at(59))).toBeDefined();
  });

  test('are held for places on the way', () => {
    const { feed } = feedOf(1000 * bytes);
    feed.put(at(10), slice());
    feed.put(at(14), slice());
    expect(feed.nearest(at(20), 5)).toEqual(at(14));
    expect(feed.nearest(at(20), 14)).toBeUndefined();
    expect(feed.nearest(at(8), 12)).toEqual(at(10));
  });

  test('that are on their way are not asked for again', async () => {
    const { feed, asked } = feedOf(1000 * bytes);
    feed.goTo(at(50));
    const both = Promise.all([feed.get(at(50)), feed.get(at(50))]);
    await settle(20);
    const [first, second] = await both;
    expect(first).toBe(second);
    expect(asked.filter((each) => each === 50)).toHaveLength(1);
  });

  test('that cannot be read are asked for only when they are wanted themselves', async () => {
    const { feed, asked } = feedOf(1000 * bytes, 10, 51);
    feed.goTo(at(50));
    await settle(5000);
    expect(asked.filter((each) => each === 51)).toHaveLength(1);
    const failure = expect(feed.get(at(51))).rejects.toThrow('Broken.');
    await settle(20);
    await failure;
  });

  test('come coarse before fine while planes are shown', async () => {
    const { feed, asked } = feedOf(1000 * bytes);
    feed.goTo(at(50));
    feed.showPlanes(true);
    await settle(40);
    expect(asked.slice(0, 8)).toEqual([50, 51, 49, 0, 32, 64, 96, 16]);
  });

  test('do not come any more when it has ended', async () => {
    const { feed, asked } = feedOf(1000 * bytes);
    feed.goTo(at(50));
    feed.end();
    await settle(5000);
    expect(asked).toHaveLength(3);
  });
});
