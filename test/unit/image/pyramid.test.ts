import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { zlibSync } from 'fflate';
import fc from 'fast-check';
import { describe, expect, it, test, vi } from 'vitest';
import { openBytes } from '../../../src/core/formats/registry';
import { composeTiles } from '../../../src/core/image/compose';
import type { MedicalImage } from '../../../src/core/image/medicalImage';
import {
  levelFor,
  levelSize,
  overviewLevel,
  rectAtLevel,
  tileRect,
  tilesIn,
  tileSide,
} from '../../../src/core/image/pyramid';
import { cut, PyramidReader } from '../../../src/core/image/pyramidReader';
import type { Slice } from '../../../src/core/image/slice';
import { tileGapText } from '../../../src/core/image/tileGap';
import { english } from '../../../src/core/text/message';
import { createPixelCodecs } from '../../../src/node/codecs/pixelCodecs';
import { flatJpeg } from '../../support/flatJpeg';
import { writeTiff, type TiffLevel } from '../../support/writeTiff';

interface Golden {
  readonly width: number;
  readonly height: number;
  readonly levels: readonly (readonly [number, number])[];
  readonly parts: readonly {
    readonly level: number;
    readonly rect: readonly [number, number, number, number];
    /** Of the values as little-endian doubles. */
    readonly sha256: string;
  }[];
  /** Of JPEG, which programs do not decode to the very same values: the upper left pixel of parts. */
  readonly corners?: readonly { readonly level: number; readonly rect: readonly number[]; readonly values: number[] }[];
  readonly pixelSpacing?: readonly number[];
  readonly magnification?: number;
  readonly others?: readonly (readonly [string, number, number])[];
}

const folder = path.join(__dirname, '../../golden/formats');
/** What tifffile and numpy say of parts of the files, see golden/formats/pyramids.py. */
const golden = JSON.parse(readFileSync(path.join(folder, 'pyramids.json'), 'utf8')) as Readonly<Record<string, Golden>>;
const codecs = createPixelCodecs();

function open(bytes: Uint8Array): Promise<MedicalImage> {
  return openBytes(bytes, 'a.tif', codecs);
}

const first = { slice: 0 };

describe('a large TIFF', () => {
  test.each(Object.entries(golden))('%s has the parts that tifffile read', async (name, expected) => {
    const image = await open(new Uint8Array(readFileSync(path.join(folder, 'pyramids', name))));
    const { width, height, levels, pixelSpacing, magnification, others } = expected;
    expect(image.info).toMatchObject({ width, height, slices: 1 });
    expect(image.info.levels?.map((level) => [level.width, level.height])).toEqual(levels);
    expect(image.info.pixelSpacing).toEqual(pixelSpacing && pixelSpacing.map((mm) => expect.closeTo(mm, 9) as number));
    expect(image.info.magnification).toBe(magnification);
    expect(image.info.others?.map((other) => [other.name, other.width, other.height])).toEqual(others);
    const reader = new PyramidReader(image.regions!);
    for (const { level, rect, sha256 } of expected.corners === undefined ? expected.parts : []) {
      const [x0, y0, x1, y1] = rect;
      const { data, gaps } = await reader.read(level, { x0, y0, x1, y1 }, first);
      expect(gaps).toBeUndefined();
      const found = createHash('sha256').update(Float64Array.from(data)).digest('hex');
      expect([level, ...rect, found]).toEqual([level, ...rect, sha256]);
    }
    for (const { level, rect, values } of expected.corners ?? []) {
      const [x0, y0] = rect as [number, number];
      const { data } = await reader.read(level, { x0, y0, x1: x0 + 1, y1: y0 + 1 }, first);
      for (const [channel, value] of data.entries()) expect(Math.abs(value - values[channel]!)).toBeLessThanOrEqual(2);
    }
  });

  it('is read as a whole, too, and the same', async () => {
    const image = await open(new Uint8Array(readFileSync(path.join(folder, 'pyramids', 'strips.tif'))));
    const whole = await image.readSlice(0);
    const rect = { x0: 3000, y0: 3500, x1: 3300, y1: 3521 };
    expect([...cut(whole, rect).data]).toEqual([...(await image.regions!.read(0, rect, first)).data]);
  });
});

describe('a large TIFF of JPEG tiles without smaller versions', () => {
  const [width, height] = [4700, 4500];
  const tile = flatJpeg(512, 512, new Map([[64 + 2, 40]]));
  const grey = { bits: 8, samples: 1, compression: 7, photometric: 1 } as const;
  /** Every third tile of the first row is not there. */
  const bytes = writeTiff([{ width, height, chunk: [512, 512], chunks: [tile], missing: [2, 5] }], grey);

  it('has its tiles decoded to an eighth for the overview, and named where they are missing', async () => {
    const decode = vi.spyOn(codecs, 'decode');
    const reader = new PyramidReader((await open(bytes)).regions!);
    const { data, gaps, ...overview } = await reader.overview(first);
    expect([overview.width, overview.height]).toEqual([588, 563]);
    expect(new Set(decode.mock.calls.map(([, , , reduction]) => reduction))).toEqual(new Set([8]));
    decode.mockRestore();
    const at = (x: number, y: number): number => data[y * overview.width + x]!;
    expect([at(2, 1), at(3, 1), at(64 + 2, 1), at(576 + 2, 512 + 1), at(587, 562)]).toEqual([40, 128, 40, 40, 128]);
    expect(at(2 * 64 + 2, 1)).toBe(0);
    expect(gaps!.map(tileGapText).map(english)).toEqual([
      'Column 3, row 1 of the tiles of level 0 is black: A strip or tile of the TIFF is missing.',
      'Column 6, row 1 of the tiles of level 0 is black: A strip or tile of the TIFF is missing.',
    ]);
  });

  it('has its own pixels where one is near', async () => {
    const reader = new PyramidReader((await open(bytes)).regions!);
    const { data } = await reader.read(0, { x0: 512 + 15, y0: 8, x1: 512 + 17, y1: 9 }, first);
    expect([...data]).toEqual([128, 40]);
  });
});

describe('a large TIFF that is damaged', () => {
  const tile = zlibSync(new Uint8Array(512 * 512).fill(7));

  /** A TIFF of deflated tiles that are all the same. */
  function largeTiff(
    levels: readonly (Omit<TiffLevel, 'chunk' | 'chunks'> & { readonly tile: Uint8Array })[],
  ): Uint8Array {
    return writeTiff(
      levels.map(({ tile: chunk, ...level }) => ({ ...level, chunk: [512, 512], chunks: [chunk] })),
      { bits: 8, samples: 1, compression: 8, photometric: 1 },
    );
  }

  it('shows what there is of it, and names missing tiles', async () => {
    const image = await open(largeTiff([{ width: 5000, height: 4500, tile, missing: [0, 12] }]));
    const { data, gaps } = await image.regions!.read(0, { x0: 0, y0: 0, x1: 1024, y1: 1024 }, first);
    expect([data[0], data[600], data[600 * 1024], data[600 * 1024 + 600]]).toEqual([0, 7, 7, 7]);
    expect(gaps!.map(tileGapText).map(english)).toEqual([
      'Column 1, row 1 of the tiles of level 0 is black: A strip or tile of the TIFF is missing.',
    ]);
  });

  it('names tiles that are broken, and those of another size', async () => {
    const image = await open(largeTiff([{ width: 5000, height: 4500, tile: zlibSync(new Uint8Array(100)) }]));
    const { gaps } = await image.regions!.read(0, { x0: 512, y0: 0, x1: 600, y1: 10 }, first);
    expect(gaps!.map(tileGapText).map(english)[0]).toMatch(/^Column 2, row 1 .* ends early/);
  });

  it('leaves out versions of other proportions and such as lie outside the file, and says so', async () => {
    const image = await open(
      largeTiff([
        { width: 5000, height: 4500, tile },
        { width: 2500, height: 2250, tile },
        { width: 1250, height: 700, tile },
        { width: 625, height: 563, tile, outside: true },
      ]),
    );
    expect(image.info.levels?.map(({ width }) => width)).toEqual([5000, 2500]);
    expect(image.info.remarks?.map(english)).toEqual([
      'The version of 1250 × 700 pixels is left out: Its proportions are not those of the image.',
      'The version of 625 × 563 pixels is left out: Its pixels lie outside the file.',
    ]);
  });

  it('may be as large as a slide', async () => {
    const image = await open(largeTiff([{ width: 100_000, height: 90_000, tile }]));
    const reader = new PyramidReader(image.regions!);
    const { data } = await reader.read(1, { x0: 40_000, y0: 30_000, x1: 40_010, y1: 30_002 }, first);
    expect([...new Set(data)]).toEqual([7]);
    await expect(image.readSlice(0)).rejects.toThrow(/a side may have at most 32768 pixels/);
  });
});

describe('the pyramid of an image', () => {
  const size = { width: 5001, height: 3003 };

  test('has half the pixels from level to level, up to an overview', () => {
    expect(levelSize(size, 2)).toEqual({ width: 1251, height: 751 });
    expect(overviewLevel(size)).toBe(3);
    expect(overviewLevel({ width: 1024, height: 10 })).toBe(0);
  });

  test('has a pixel for each of the screen’s, as far as the image has', () => {
    expect([4, 1, 0.6, 0.5, 0.3, 0.25, 0.01].map((scale) => levelFor(scale, size))).toEqual([0, 0, 0, 1, 1, 2, 3]);
  });

  test('is covered by its tiles', () => {
    const whole = rectAtLevel({ x0: -5, y0: 0.5, x1: 6000, y1: 9000 }, 1, size);
    expect(whole).toEqual({ x0: 0, y0: 0, x1: 2501, y1: 1502 });
    const areas = tilesIn(whole).map((tile) => {
      const rect = tileRect({ level: 1, ...tile }, size);
      return (rect.x1 - rect.x0) * (rect.y1 - rect.y0);
    });
    expect(areas.reduce((sum, area) => sum + area)).toBe(2501 * 1502);
  });
});

describe('a picture of tiles', () => {
  const size = { width: 4 * tileSide, height: 3 * tileSide };
  const plain = { channels: 1, slope: 1, intercept: 0, invert: false, windows: [] } as const;
  /** Every pixel tells its place, and its level. */
  const whole = (level: number): Slice => {
    const { width, height } = levelSize(size, level);
    const data = Uint16Array.from(
      { length: width * height },
      (_, i) => (level << 12) | (((i % width) + 3 * Math.floor(i / width)) % 4096),
    );
    return { ...plain, width, height, data };
  };
  const levels = [0, 1].map(whole);
  const overview = whole(1);

  test('is cut from the level, whatever the rectangle', () => {
    const held = ({ level, column, row }: { level: number; column: number; row: number }): Slice =>
      cut(levels[level]!, tileRect({ level, column, row }, size));
    fc.assert(
      fc.property(fc.nat(2047), fc.nat(1535), fc.integer({ min: 1, max: 900 }), (x0, y0, side) => {
        const rect = { x0, y0, x1: Math.min(x0 + side, size.width), y1: Math.min(y0 + side, size.height) };
        const { data } = composeTiles(held, overview, size, 0, rect);
        const bytes = [data, cut(levels[0]!, rect).data].map(({ buffer }) => Buffer.from(buffer));
        expect(bytes[0]!.equals(bytes[1]!)).toBe(true);
      }),
      { numRuns: 20 },
    );
  });

  test('shows the overview, enlarged, where tiles are missing', () => {
    const rect = { x0: 100, y0: 40, x1: 104, y1: 42 };
    const { data } = composeTiles(() => undefined, overview, size, 0, rect);
    const at = (x: number, y: number): number => overview.data[y * overview.width + x]!;
    expect([...data]).toEqual([0, 1].flatMap(() => [at(50, 20), at(50, 20), at(51, 20), at(51, 20)]));
  });
});
