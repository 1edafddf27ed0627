import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { UserError } from '../../../src/core/base/error';
import { detectFormat, openBytes } from '../../../src/core/formats/registry';
import { createPixelCodecs } from '../../../src/node/codecs/pixelCodecs';
import type { GoldenImage } from '../../fixtures/golden';

const folder = path.join(__dirname, '../../golden/formats');
/** What Pillow and numpy read, see golden/formats/pictures.py. */
const golden = JSON.parse(readFileSync(path.join(folder, 'pictures.json'), 'utf8')) as Readonly<
  Record<string, GoldenImage>
>;
const codecs = createPixelCodecs();

function bytesOf(name: string): Uint8Array {
  return new Uint8Array(readFileSync(path.join(folder, 'pictures', name)));
}

function open(bytes: Uint8Array) {
  return openBytes(bytes, 'a', codecs);
}

async function failure(work: Promise<unknown>): Promise<UserError> {
  const error: unknown = await work.catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(UserError);
  return error as UserError;
}

/** A file with some bytes changed. */
function changed(name: string, changes: Readonly<Record<number, number>>): Uint8Array {
  const bytes = bytesOf(name);
  for (const [at, value] of Object.entries(changes)) bytes[Number(at)] = value;
  return bytes;
}

function npy(header: string, data = new Uint8Array(64)): Uint8Array {
  const length = header.length;
  return Uint8Array.from([
    0x93,
    ...Buffer.from('NUMPY'),
    1,
    0,
    length & 255,
    length >> 8,
    ...Buffer.from(header),
    ...data,
  ]);
}

describe('BMP, WebP and NumPy files', () => {
  test.each(Object.entries(golden))('%s holds what Pillow or numpy read', async (name, expected) => {
    const bytes = bytesOf(name);
    expect(detectFormat(bytes.subarray(0, 1024), 'x')).toBe(name.split('.')[1]);
    const image = await open(bytes);
    const { width, height, channels, slices = 1, values } = expected;
    expect(image.info).toMatchObject({ width, height, channels, slices });
    expect([...(await image.readSlice(slices - 1)).data]).toEqual(values);
  });

  it.each(['grey.bmp', 'nibbles.bmp', 'lossy.webp', 'alpha.webp', 'extended.webp', 'volume.npy', 'fortran.npy'])(
    'reports that %s is truncated, at every length',
    async (name) => {
      const whole = bytesOf(name);
      for (let length = 0; length < whole.length; length++) {
        await failure(open(whole.slice(0, length)).then((image) => image.readSlice(image.info.slices - 1)));
      }
    },
  );
});

describe('BMP', () => {
  it.each<[string, string, Readonly<Record<number, number>>, string, RegExp]>([
    ['run lengths', 'grey.bmp', { 30: 1 }, 'unsupported-encoding', /Run-length/],
    ['an unknown compression', 'grey.bmp', { 30: 9 }, 'unsupported-encoding', /Compression 9/],
    ['an unknown depth', 'grey.bmp', { 28: 7 }, 'unsupported-encoding', /7 bits/],
    ['no width', 'grey.bmp', { 18: 0 }, 'damaged', /invalid size/],
    ['a negative width', 'grey.bmp', { 21: 0xff }, 'damaged', /invalid size/],
    ['a huge height', 'grey.bmp', { 24: 0xff }, 'too-large', /at most/],
    ['a colour without bits', 'fields.bmp', { 58: 0, 59: 0 }, 'damaged', /no bits/],
    ['an index without colour', 'palette.bmp', { 46: 2 }, 'damaged', /has no colour/],
    ['pixels outside the file', 'grey.bmp', { 13: 0x7f }, 'damaged', /missing/],
  ])('refuses %s', async (_, name, changes, code, message) => {
    const error = await failure(open(changed(name, changes)).then((image) => image.readSlice(0)));
    expect(error.code).toBe(code);
    expect(error.message).toMatch(message);
  });

  it('does not take text that begins with BM for a picture', () => {
    expect(detectFormat(Uint8Array.from(Buffer.from('BMI of patients, by age')), 'bmi.txt')).toBeUndefined();
  });
});

describe('WebP', () => {
  it('refuses animations, sizes that are not true and invalid files', async () => {
    expect((await failure(open(bytesOf('animated.webp')))).message).toMatch(/animated WebP is not supported/);
    const other = await open(changed('extended.webp', { 24: 200 }));
    expect((await failure(other.readSlice(0))).code).toBe('damaged');
    expect((await failure(open(changed('lossy.webp', { 12: 0x58 })))).message).toMatch(/begin with an image/);
    const broken = await open(changed('lossless.webp', { 30: 0xff, 31: 0xff, 32: 0xff, 33: 0xff, 34: 0xff }));
    const outcome: unknown = await broken.readSlice(0).catch((thrown: unknown) => thrown);
    if (!(outcome instanceof UserError)) expect(outcome).toHaveProperty('data');
    // And goes on.
    expect((await (await open(bytesOf('lossy.webp'))).readSlice(0)).data).toHaveLength(40 * 24 * 3);
  });
});

describe('NumPy', () => {
  const plain = "{'descr': '|u1', 'fortran_order': False, 'shape': (4, 4), }";

  it('reads what numpy would', async () => {
    expect((await open(npy(plain))).info).toMatchObject({ width: 4, height: 4, slices: 1, channels: 1 });
    const one = plain.replace('(4, 4)', '(2, 3, 5, 3)');
    expect((await open(npy(one, new Uint8Array(90)))).info).toMatchObject({
      width: 5,
      height: 3,
      slices: 2,
      channels: 3,
    });
  });

  it.each<[string, string, string, RegExp]>([
    ['objects', plain.replace('|u1', '|O'), 'unsupported-encoding', /type "\|O"/],
    ['complex numbers', plain.replace('|u1', '<c8'), 'unsupported-encoding', /type "<c8"/],
    ['a name of the prototype', plain.replace('|u1', '|constructor'), 'unsupported-encoding', /type/],
    ['structures', plain.replace("'|u1'", "[('a', '<u1')]"), 'unsupported-encoding', /structured/],
    ['one dimension', plain.replace('(4, 4)', '(16,)'), 'unsupported-encoding', /fewer than two/],
    ['no dimension', plain.replace('(4, 4)', '()'), 'unsupported-encoding', /fewer than two/],
    ['nothing', plain.replace('(4, 4)', '(0, 4)'), 'damaged', /invalid size/],
    ['a huge array', plain.replace('(4, 4)', '(99999, 9999, 9999)'), 'too-large', /at most/],
    ['more than is there', plain.replace('(4, 4)', '(40, 4)'), 'damaged', /missing/],
    ['code', "__import__('os').system('id')", 'damaged', /does not describe an array/],
    ['nothing at all', '', 'damaged', /does not describe an array/],
  ])('refuses %s', async (_, header, code, message) => {
    const error = await failure(open(npy(header)));
    expect(error.code).toBe(code);
    expect(error.message).toMatch(message);
  });
});
