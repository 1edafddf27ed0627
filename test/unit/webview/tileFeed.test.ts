import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { UserError } from '../../../src/core/base/error';
import type { ImageInfo } from '../../../src/core/image/medicalImage';
import { levelSize, rectAtLevel, tileRect, type TilePlace } from '../../../src/core/image/pyramid';
import type { Slice } from '../../../src/core/image/slice';
import { english, t } from '../../../src/core/text/message';
import { TileFeed } from '../../../webview/store/tileFeed';

const size = { width: 16_384, height: 16_384 };
const info: ImageInfo = {
  ...{ format: 'tiff', ...size, slices: 1, channels: 1, sampleType: 'uint8', modality: '', unit: '', encoding: '' },
  levels: [{ ...size, chunk: [256, 256] }],
};
const tileBytes = 512 * 512;

/** A feed whose tiles take `ms` to come. */
function feedOf(budget: number, ms = 10, broken: readonly string[] = []) {
  const asked: string[] = [];
  const feed = new TileFeed({
    info,
    budget,
    read: async (tile) => {
      asked.push(name(tile));
      await new Promise((resolve) => setTimeout(resolve, ms));
      if (broken.includes(name(tile))) throw new Error('Broken.');
      return sliceOf(tile);
    },
  });
  return { feed, asked };
}

function sliceOf(tile: TilePlace): Slice {
  const { x0, y0, x1, y1 } = tileRect(tile, info);
  const plain = { channels: 1, slope: 1, intercept: 0, invert: false, windows: [] } as const;
  const gaps =
    tile.row === 9 && tile.level === 0 ? { gaps: [{ level: 0, column: 2, row: 9, why: 'It is broken.' }] } : {};
  return { ...plain, width: x1 - x0, height: y1 - y0, data: new Uint8Array((x1 - x0) * (y1 - y0)), ...gaps };
}

const name = ({ level, column, row }: TilePlace): string => `${level}:${column},${row}`;
const settle = (ms: number) => vi.advanceTimersByTimeAsync(ms);
/** Sees a rectangle of level 0. */
const seen = (level: number, x0: number, y0: number, side: number) => ({
  at: { slice: 0, volume: 0 },
  level,
  rect: rectAtLevel({ x0, y0, x1: x0 + side, y1: y0 + side }, level, size),
});

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('the tiles of a large image', () => {
  test('come a coarse one first, then from the middle of what is seen outwards, each once', async () => {
    const { feed, asked } = feedOf(1000 * tileBytes);
    feed.see(seen(0, 512, 512, 3 * 512));
    await settle(100);
    expect(asked.slice(0, 3)).toEqual(['2:0,0', '0:2,2', expect.stringMatching(/^0:(2,1|1,2|3,2|2,3)$/)]);
    expect(asked).toHaveLength(10);
    expect(new Set(asked).size).toBe(10);
    feed.see(seen(0, 512, 512, 3 * 512));
    await settle(100);
    expect(asked).toHaveLength(10);
  });

  test('those around follow at rest', async () => {
    const { feed, asked } = feedOf(1000 * tileBytes);
    feed.see(seen(0, 512, 512, 512));
    await settle(100);
    expect(asked).toEqual(['2:0,0', '0:1,1']);
    await settle(1000);
    expect(asked.slice(2).toSorted()).toEqual(
      ['0:0,0', '0:0,1', '0:0,2', '0:1,0', '0:1,2', '0:2,0', '0:2,1', '0:2,2'].toSorted(),
    );
  });

  test('of which no more than six are on their way, and none is asked for that is no longer seen', async () => {
    const { feed, asked } = feedOf(1000 * tileBytes, 100);
    feed.see(seen(0, 0, 0, 8 * 512));
    expect(asked).toHaveLength(6);
    feed.see(seen(0, 8192, 8192, 512));
    await settle(250);
    expect(asked.slice(6)).toEqual(['2:4,4', '0:16,16']);
  });

  test('of the overview’s level are never asked for: it is there', async () => {
    const { feed, asked } = feedOf(1000 * tileBytes);
    const top = levelSize(size, 4);
    feed.see({ at: { slice: 0, volume: 0 }, level: 4, rect: { x0: 0, y0: 0, x1: top.width, y1: top.height } });
    await settle(1000);
    expect(asked).toEqual([]);
  });

  test('are dropped beyond the budget, but those that are seen', async () => {
    const { feed } = feedOf(20 * tileBytes);
    feed.see(seen(0, 0, 0, 4 * 512));
    await settle(300);
    feed.see(seen(0, 8192, 8192, 4 * 512));
    await settle(300);
    const at = { slice: 0, volume: 0, level: 0 };
    for (let column = 16; column < 20; column++) expect(feed.held({ ...at, column, row: 16 })).toBeDefined();
    const old = Array.from({ length: 16 }, (_, i) => feed.held({ ...at, column: i % 4, row: Math.floor(i / 4) }));
    expect(old.filter((tile) => tile !== undefined).length).toBeLessThanOrEqual(4);
  });

  test('those around are fetched once, where there is no room for them', async () => {
    const { feed, asked } = feedOf(tileBytes);
    feed.see(seen(0, 512, 512, 512));
    await settle(5000);
    expect(asked).toHaveLength(10);
    expect(feed.held({ slice: 0, level: 0, column: 1, row: 1 })).toBeDefined();
  });

  test('that all fail for one reason name it once', async () => {
    const problem = t`The picture is too large.`;
    const read = (): Promise<never> => Promise.reject(new UserError('too-large', { problem }));
    const feed = new TileFeed({ info, budget: tileBytes, read });
    feed.see(seen(0, 0, 0, 2 * 512));
    await settle(50);
    expect(feed.gaps.value.map(english)).toEqual([english(problem)]);
  });

  test('that cannot be read are asked for once, and what is wrong with others is kept', async () => {
    const { feed, asked } = feedOf(1000 * tileBytes, 10, ['0:1,1']);
    feed.see(seen(0, 512, 512, 512));
    await settle(50);
    feed.see(seen(0, 512, 512, 512));
    await settle(50);
    expect(asked.filter((tile) => tile === '0:1,1')).toHaveLength(1);
    feed.see(seen(0, 512, 9 * 512, 512));
    await settle(50);
    expect(feed.gaps.value.map(english)).toEqual(['Column 3, row 10 of the tiles of level 0 is black: It is broken.']);
  });
});
