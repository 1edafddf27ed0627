import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { zlibSync } from 'fflate';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { UserError } from '../../../src/core/base/error';
import { detectFormat, openBytes } from '../../../src/core/formats/registry';
import { decodeLzw } from '../../../src/core/formats/tiff/lzw';
import { decodePackBits } from '../../../src/core/formats/tiff/packBits';
import { createPixelCodecs } from '../../../src/node/codecs/pixelCodecs';

interface Golden {
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
  readonly slices: number;
  /** Of the values of the last slice of the last volume as little-endian doubles. */
  readonly sha256?: string;
  /** Of an image of several times or channels. */
  readonly volumes?: number;
  readonly everyFourth?: readonly number[];
  readonly unit?: string;
  /** Empty when the file states none. */
  readonly pixelSpacing?: readonly number[];
}

const folder = path.join(__dirname, '../../golden/formats');
/** What tifffile and Pillow read, see golden/formats/tiffs.py. */
const golden = JSON.parse(readFileSync(path.join(folder, 'tiffs.json'), 'utf8')) as Readonly<Record<string, Golden>>;
const codecs = createPixelCodecs();

function tiffBytes(name: string): Uint8Array {
  return new Uint8Array(readFileSync(path.join(folder, 'tiffs', name)));
}

function open(bytes: Uint8Array) {
  return openBytes(bytes, 'a.tif', codecs);
}

async function failure(work: Promise<unknown>): Promise<UserError> {
  const error: unknown = await work.catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(UserError);
  return error as UserError;
}

interface Entry {
  readonly tag: number;
  /** 2 text, 3 16 bits, 4 32 bits. */
  readonly type: 2 | 3 | 4;
  readonly values: readonly number[];
}

const grey: Readonly<Record<number, number>> = {
  256: 4,
  257: 2,
  258: 8,
  259: 1,
  262: 1,
  273: 8,
  277: 1,
  278: 2,
  279: 8,
};

/** A TIFF of one page: eight bytes of pixels after the header, then its directory. Fields of several values follow it. */
function tiff(
  change: Readonly<Record<number, number | Entry | undefined>> = {},
  pixels = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8),
): Uint8Array {
  const entries = Object.entries({ ...grey, ...change }).flatMap(([tag, value]): Entry[] =>
    value === undefined ? [] : [typeof value === 'number' ? { tag: Number(tag), type: 4, values: [value] } : value],
  );
  const directory = 8 + pixels.length;
  const size = { 2: 1, 3: 2, 4: 4 };
  const extra = entries.reduce((sum, { type, values }) => sum + size[type] * values.length, 0);
  const bytes = new Uint8Array(directory + 6 + entries.length * 12 + extra);
  const view = new DataView(bytes.buffer);
  bytes.set([0x49, 0x49, 42, 0]);
  view.setUint32(4, directory, true);
  bytes.set(pixels, 8);
  view.setUint16(directory, entries.length, true);
  let free = directory + 6 + entries.length * 12;
  entries.forEach(({ tag, type, values }, i) => {
    const at = directory + 2 + i * 12;
    view.setUint16(at, tag, true);
    view.setUint16(at + 2, type, true);
    view.setUint32(at + 4, values.length, true);
    const inline = size[type] * values.length <= 4;
    if (!inline) view.setUint32(at + 8, free, true);
    values.forEach((value, index) => {
      const place = (inline ? at + 8 : free) + index * size[type];
      if (type === 2) view.setUint8(place, value);
      else if (type === 3) view.setUint16(place, value, true);
      else view.setUint32(place, value, true);
    });
    if (!inline) free += size[type] * values.length;
  });
  return bytes;
}

describe('TIFF', () => {
  test.each(Object.entries(golden))('%s holds what tifffile or Pillow read', async (name, expected) => {
    const bytes = tiffBytes(name);
    expect(detectFormat(bytes.subarray(0, 1024), 'x')).toBe('tiff');
    const image = await open(bytes);
    const { width, height, channels, slices, volumes, sha256, everyFourth, pixelSpacing } = expected;
    expect(image.info).toMatchObject({ width, height, channels, slices });
    expect(image.info.volumes).toBe(volumes);
    const { data: stored, slope, intercept } = await image.readSlice(slices - 1, (volumes ?? 1) - 1);
    const data = slope === 1 && intercept === 0 ? stored : Float64Array.from(stored, (v) => v * slope + intercept);
    if (expected.unit !== undefined) expect(image.info.unit).toBe(expected.unit);
    if (sha256 !== undefined) expect(createHash('sha256').update(Float64Array.from(data)).digest('hex')).toBe(sha256);
    if (everyFourth !== undefined) {
      const thin = Array.from({ length: Math.ceil(height / 4) }, (_, y) =>
        Array.from({ length: Math.ceil(width / 4) }, (__, x) =>
          [...data.subarray((y * 4 * width + x * 4) * channels)].slice(0, channels),
        ),
      ).flat(2);
      expect(Math.max(...thin.map((value, i) => Math.abs(value - everyFourth[i]!)))).toBeLessThanOrEqual(2);
    }
    const spacing = image.info.pixelSpacing ?? [];
    if (pixelSpacing !== undefined) {
      expect(spacing).toHaveLength(pixelSpacing.length);
      spacing.forEach((size, i) => {
        expect(size).toBeCloseTo(pixelSpacing[i]!, 6);
      });
    }
  });

  it('shows the smallest value white where the file says so', async () => {
    expect((await (await open(tiffBytes('inverted.tif'))).readSlice(0)).invert).toBe(true);
    expect((await (await open(tiffBytes('u1Little.tif'))).readSlice(0)).invert).toBe(false);
  });

  it('reports pages and samples that are not shown', async () => {
    expect((await open(tiffBytes('pyramid.tif'))).info.encoding).toBe('TIFF, 16-bit grey, 1 further pages');
    expect((await open(tiffBytes('several.tif'))).info.encoding).toBe('TIFF, 8-bit first of 5 samples');
  });

  it('leaves DICOM files with a TIFF in their preamble to DICOM', () => {
    const dual = new Uint8Array(132);
    dual.set(tiff().subarray(0, 100));
    dual.set([0x44, 0x49, 0x43, 0x4d], 128);
    expect(detectFormat(dual, 'x')).toBe('dicom');
  });

  it('reads the smallest of files', async () => {
    expect([...(await (await open(tiff())).readSlice(0)).data]).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  it('reads old palettes of 8 bits and refuses those that are too short', async () => {
    const map = (length: number): Entry => ({ tag: 320, type: 3, values: Array.from({ length }, (_, i) => i & 255) });
    const image = await open(tiff({ 262: 3, 320: map(768) }));
    expect([...(await image.readSlice(0)).data.subarray(0, 3)]).toEqual([1, 1, 1]);
    const short = await open(tiff({ 262: 3, 320: map(12) }));
    expect((await failure(short.readSlice(0))).message).toMatch(/palette of the TIFF is incomplete/);
  });

  it('takes an OME description that does not fit for what it is worth', async () => {
    const xml = (text: string): Entry => ({ tag: 270, type: 2, values: [...Buffer.from(`${text}\0`)] });
    const sizes = ['SizeZ="99999999999" SizeC="-4" SizeT="x"', 'SizeC="1.5" SizeT="1e400" DimensionOrder="Q"'];
    for (const size of sizes) {
      const image = await open(
        tiff({ 270: xml(`<OME><Pixels ${size} PhysicalSizeX="-1" PhysicalSizeY="NaN"/></OME>`) }),
      );
      expect(image.info).toMatchObject({ slices: 1 });
      expect(image.info.pixelSpacing).toBeUndefined();
    }
    const endless = await open(tiff({ 270: xml(`<OME>${'<Pixels '.repeat(200_000)}`) }));
    expect((await endless.readSlice(0)).data).toHaveLength(8);
  });

  it.each<[string, Readonly<Record<number, number | Entry | undefined>>, string, RegExp]>([
    ['no width', { 256: undefined }, 'damaged', /invalid size/],
    ['a width of nothing', { 256: 0 }, 'damaged', /invalid size/],
    ['a huge page', { 256: 30_000, 257: 30_000 }, 'too-large', /at most/],
    ['a huge tile', { 322: 60_000, 323: 16, 324: 8, 325: 8 }, 'too-large', /at most/],
    ['tiles of nothing', { 322: 0, 323: 16, 324: 8, 325: 8 }, 'damaged', /invalid size/],
    ['strips of nothing', { 278: 0 }, 'damaged', /invalid size/],
    ['too few strips', { 278: 1 }, 'damaged', /1 of the 2 strips/],
    ['a strip outside the file', { 273: 4_000_000_000 }, 'damaged', /missing/],
    ['a strip that ends early', { 279: 5 }, 'damaged', /ends early/],
    ['CCITT', { 259: 4 }, 'unsupported-encoding', /CCITT Group 4/],
    ['an unknown compression', { 259: 12_345 }, 'unsupported-encoding', /Compression 12345/],
    ['CMYK', { 262: 5, 277: 4 }, 'unsupported-encoding', /Photometric interpretation 5/],
    ['half floats', { 258: 16, 339: 3 }, 'unsupported-encoding', /16 bits with sample format 3/],
    ['no bits', { 258: 0 }, 'unsupported-encoding', /0 bits/],
    ['an unknown predictor', { 317: 9 }, 'damaged', /predictor 9/],
    ['a predictor of floats on whole numbers', { 317: 3 }, 'unsupported-encoding', /predictor/],
    ['no samples', { 277: 0 }, 'damaged', /0 samples/],
    ['LZW that is none', { 259: 5 }, 'damaged', /./],
    ['deflate that is none', { 259: 8 }, 'damaged', /damaged/],
    ['PackBits that ends early', { 259: 32_773 }, 'damaged', /ends early/],
    ['JPEG that is none', { 259: 7 }, 'damaged', /./],
  ])('refuses %s', async (_, change, code, message) => {
    const outcome = open(tiff(change)).then((image) => image.readSlice(0));
    const error = await failure(outcome);
    expect(error.code).toBe(code);
    expect(error.message).toMatch(message);
  });

  it('refuses directories in a circle and fields that leave the file', async () => {
    const circle = tiff();
    new DataView(circle.buffer).setUint32(circle.length - 4 - Object.keys(grey).length * 4, 16, true);
    expect((await failure(open(circle))).message).toMatch(/loop/);
    const outside = tiff({ 258: { tag: 258, type: 3, values: [8, 8, 8] } });
    const at = outside.findIndex((byte, i) => byte === 2 && outside[i + 1] === 1 && outside[i + 2] === 3);
    new DataView(outside.buffer).setUint32(at + 4, 4_000_000_000, true);
    expect((await failure(open(outside))).message).toMatch(/outside the file|258/);
  });

  it('does not inflate beyond a strip', async () => {
    const bomb = zlibSync(new Uint8Array(30_000_000).fill(7));
    const image = await open(tiff({ 259: 8, 279: bomb.length }, bomb));
    expect([...(await image.readSlice(0)).data]).toEqual(new Array(8).fill(7));
  });

  it('is cut short at every length without anything but a UserError', async () => {
    for (const name of ['lzw.tif', 'stack.tif', 'big.tif', 'tilesRgb.tif']) {
      const whole = tiffBytes(name);
      for (let length = 0; length < whole.length; length += 7) {
        const outcome: unknown = await open(whole.slice(0, length))
          .then((image) => image.readSlice(image.info.slices - 1))
          .catch((thrown: unknown) => thrown);
        // Some writers put the directory first: then a slice may be whole without the file's end.
        if (!(outcome instanceof UserError)) expect(outcome).toHaveProperty('data');
      }
    }
  });
});

describe('decodeLzw and decodePackBits', () => {
  it('end at their limits whatever they are given', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(400), (bytes, limit) => {
        expect(decodePackBits(bytes, limit).length).toBeLessThanOrEqual(limit);
        try {
          expect(decodeLzw(bytes, limit).length).toBeLessThanOrEqual(limit);
        } catch (error) {
          expect(error).toBeInstanceOf(UserError);
        }
      }),
    );
  });
});
