import { bytesSource } from '../../../src/core/base/byteSource';
import { gzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../../src/core/base/error';
import { openBytes } from '../../../src/core/formats/registry';
import type { Siblings } from '../../../src/core/formats/siblings';
import { noCodecs } from '../../fixtures/codecs';
import { volumeBytes } from '../../fixtures/golden';

const fields = {
  type: 'uint8',
  dimension: '3',
  sizes: '3 2 2',
  encoding: 'raw',
};

function nrrd(change: Record<string, string> = {}, data: Uint8Array = new Uint8Array(600)): Uint8Array {
  const lines = Object.entries({ ...fields, ...change }).map(([name, value]) => `${name}: ${value}\n`);
  return Uint8Array.from([...Buffer.from(`NRRD0005\n${lines.join('')}\n`, 'latin1'), ...data]);
}

function open(bytes: Uint8Array, siblings?: Siblings) {
  return openBytes(bytes, 'a.nrrd', noCodecs, siblings);
}

async function failure(work: Promise<unknown>): Promise<UserError> {
  const error: unknown = await work.catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(UserError);
  return error as UserError;
}

/** Length and checksum at the end of a gzip stream, which the pixels do not need. */
const checksumBytes = 8;

const counting = (length: number): Uint8Array => Uint8Array.from({ length }, (_, i) => i);

describe('NRRD', () => {
  it('shows colour that lies in planes', async () => {
    const planes = nrrd({ sizes: '2 1 3', kinds: 'domain domain RGB-color' }, counting(6));
    const image = await open(planes);
    expect(image.info).toMatchObject({ width: 2, height: 1, slices: 1, channels: 3 });
    expect([...(await image.readSlice(0)).data]).toEqual([0, 2, 4, 1, 3, 5]);
  });

  it('keeps the upper half of 16-bit colour and leaves alpha out', async () => {
    const wide = nrrd(
      { type: 'uint16', sizes: '4 1 1', kinds: 'RGBA-color domain domain', endian: 'big' },
      Uint8Array.of(9, 1, 8, 2, 7, 3, 6, 4),
    );
    expect([...(await (await open(wide)).readSlice(0)).data]).toEqual([9, 8, 7]);
  });

  it('has a volume for every element of a list, wherever the list lies', async () => {
    const first = nrrd({ dimension: '4', sizes: '2 3 2 1', kinds: 'list domain domain domain' }, counting(12));
    const image = await open(first);
    expect(image.info).toMatchObject({ width: 3, height: 2, slices: 1, volumes: 2, channels: 1 });
    expect([...(await image.readSlice(0)).data]).toEqual([0, 2, 4, 6, 8, 10]);
    expect([...(await image.readSlice(0, 1)).data]).toEqual([1, 3, 5, 7, 9, 11]);
    const last = nrrd({ dimension: '4', sizes: '3 2 1 2', kinds: 'domain domain domain list' }, counting(12));
    expect([...(await (await open(last)).readSlice(0)).data]).toEqual([0, 1, 2, 3, 4, 5]);
    expect([...(await (await open(last)).readSlice(0, 1)).data]).toEqual([6, 7, 8, 9, 10, 11]);
  });

  it('places a single slice in the patient', async () => {
    const slice = nrrd({
      dimension: '2',
      sizes: '3 2',
      space: 'RAS',
      'space directions': '(0,0.5,0) (0,0,0.25)',
      'space origin': '(1,2,3)',
    });
    const { geometry, pixelSpacing } = (await open(slice)).info;
    expect(pixelSpacing).toEqual([0.5, 0.25]);
    expect(geometry!.origin).toEqual([-1, -2, 3]);
    geometry!.axes.flat().forEach((value, i) => {
      expect(value).toBeCloseTo([0, -1, 0, 0, 0, 1, -1, 0, 0][i]!);
    });
  });

  // ITK turns the wrong axis of this space: its name says that the first axis runs to the left, as in LPS.
  it('turns the second axis of left-anterior-superior', async () => {
    const placed = { 'space directions': '(1,0,0) (0,1,0) (0,0,1)', 'space origin': '(1,2,3)' };
    const { geometry } = (await open(nrrd({ ...placed, space: 'left-anterior-superior' }))).info;
    expect(geometry!.origin).toEqual([1, -2, 3]);
  });

  it('converts lengths to millimetres', async () => {
    const directions = { 'space directions': '(500,0,0) (0,250,0) (0,0,1000)', 'space origin': '(1000,0,0)' };
    const units = { space: 'LPS', 'space units': '"um" "um" "um"' };
    const { geometry } = (await open(nrrd({ ...directions, ...units }))).info;
    expect(geometry!.spacing).toEqual([0.5, 0.25, 1]);
    expect(geometry!.origin).toEqual([1, 0, 0]);
  });

  it('knows distances but no patient in a space without sides', async () => {
    const scanner = { space: 'scanner-xyz', 'space directions': '(0.5,0,0) (0,0.25,0) (0,0,2)' };
    const { info } = await open(nrrd(scanner));
    expect(info.geometry).toBeUndefined();
    expect(info.pixelSpacing).toEqual([0.5, 0.25]);
  });

  it('takes directions without length for no geometry', async () => {
    const flat = { space: 'LPS', 'space directions': '(0,0,0) (0,1,0) (0,0,1)' };
    const { info } = await open(nrrd(flat));
    expect(info.geometry).toBeUndefined();
    expect(info.pixelSpacing).toBeUndefined();
  });

  it('reads detached data from its own folder only', async () => {
    const asked: string[] = [];
    const siblings: Siblings = {
      read: (name) => {
        asked.push(name);
        return Promise.resolve(bytesSource(counting(12)));
      },
    };
    const image = await open(nrrd({ 'data file': './a.raw' }), siblings);
    expect([...(await image.readSlice(1)).data]).toEqual([6, 7, 8, 9, 10, 11]);
    expect(asked).toEqual(['a.raw']);
    for (const path of ['../a.raw', '/etc/passwd', 'b/a.raw', 'C:a.raw', 'b\\a.raw', '..', '.', 'a\0.raw', './../a']) {
      const error = await failure(open(nrrd({ 'data file': path }), siblings));
      expect(error.code).toBe('unsupported-encoding');
      expect(error.message).toMatch(/not a file in its own folder/);
    }
    expect(asked).toHaveLength(1);
  });

  it.each<[string, Record<string, string>, string, RegExp]>([
    ['several data files', { 'data file': 'LIST' }, 'unsupported-encoding', /several files/],
    ['a pattern of files', { 'data file': 'a%03d.raw 1 2 1' }, 'unsupported-encoding', /several files/],
    ['no folder to look in', { 'data file': 'a.raw' }, 'not-found', /"a.raw", which is missing/],
    ['hex', { encoding: 'hex' }, 'unsupported-encoding', /encoding "hex" is not supported/],
    ['blocks', { type: 'block' }, 'unsupported-encoding', /data type "block"/],
    ['a name of the prototype', { type: 'constructor' }, 'unsupported-encoding', /data type/],
    ['too few sizes', { sizes: '3 2' }, 'damaged', /2 sizes/],
    ['too many kinds', { kinds: 'domain domain domain domain' }, 'damaged', /4 kinds for 3 axes/],
    ['sizes that are no numbers', { sizes: '3 x 2' }, 'damaged', /invalid size/],
    ['negative sizes', { sizes: '-3 2 2' }, 'damaged', /invalid size/],
    ['no pixels', { sizes: '0 2 2' }, 'damaged', /invalid size/],
    ['endless sizes', { sizes: '3 2 1e300' }, 'damaged', /invalid size/],
    ['huge sizes', { sizes: '30000 30000 60000' }, 'too-large', /at most/],
    [
      'a huge list',
      { dimension: '4', sizes: '4000000000 3 2 2', kinds: 'list domain domain domain' },
      'too-large',
      /./,
    ],
    ['no image', { dimension: '1', sizes: '12' }, 'unsupported-encoding', /no image/],
    ['nonsense to skip', { 'byte skip': '1e99' }, 'damaged', /invalid number/],
    ['lines that are not there', { 'line skip': '99' }, 'damaged', /fewer than the 99 lines/],
    ['missing bytes', { sizes: '300 2 2' }, 'damaged', /600 of the 1200 bytes/],
    ['gzip that is none', { encoding: 'gzip' }, 'damaged', /damaged/],
    ['text that is none', { encoding: 'text' }, 'damaged', /numbers written as text/],
  ])('refuses %s', async (_, change, code, message) => {
    const error = await failure(open(nrrd(change)));
    expect(error.code).toBe(code);
    expect(error.message).toMatch(message);
    expect(error.message).toMatch(/^a\.nrrd: /);
  });

  it('refuses a header without one of its fields', async () => {
    for (const name of Object.keys(fields)) {
      const lines = Object.entries(fields).filter(([field]) => field !== name);
      const text = `NRRD0005\n${lines.map(([field, value]) => `${field}: ${value}`).join('\n')}\n\n`;
      expect((await failure(open(new TextEncoder().encode(text)))).message).toMatch(`lacks the field “${name}”`);
    }
  });

  it('refuses text numbers that end early or claim more than fits', async () => {
    const few = nrrd({ encoding: 'text', type: 'double' }, Buffer.from('1 2 3'));
    expect((await failure(open(few))).message).toMatch(/72 of the 96 bytes/);
    const claim = nrrd({ encoding: 'text', sizes: '10000 10000 20' }, Buffer.from('1 2 3'));
    expect((await failure(open(claim))).code).toBe('damaged');
  });

  it('does not inflate beyond the array', async () => {
    const bomb = nrrd({ encoding: 'gzip' }, gzipSync(new Uint8Array(50_000_000)));
    expect((await (await open(bomb)).readSlice(0)).data).toHaveLength(6);
  });

  it('refuses a header that does not end', async () => {
    const endless = Uint8Array.from(Buffer.from(`NRRD0005\n${'#'.repeat(1_100_000)}`));
    expect((await failure(open(endless))).message).toMatch(/does not end/);
  });

  it('is cut short at every length without anything but a UserError', async () => {
    const whole = volumeBytes('compressed.nrrd');
    for (let length = 0; length < whole.length - checksumBytes; length++) {
      await failure(open(whole.slice(0, length)).then((image) => image.readSlice(1)));
    }
  });
});
