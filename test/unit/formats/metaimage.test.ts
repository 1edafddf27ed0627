import { bytesSource } from '../../../src/core/base/byteSource';
import { zlibSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../../src/core/base/error';
import { detectFormat, openBytes } from '../../../src/core/formats/registry';
import type { Siblings } from '../../../src/core/formats/siblings';
import { noCodecs } from '../../fixtures/codecs';
import { volumeBytes } from '../../fixtures/golden';

const fields = { NDims: '3', DimSize: '3 2 2', ElementType: 'MET_UCHAR', BinaryData: 'True' };

function metaImage(change: Record<string, string> = {}, data: Uint8Array = new Uint8Array(600)): Uint8Array {
  const entries = Object.entries({ ObjectType: 'Image', ...fields, ElementDataFile: 'LOCAL', ...change });
  // ElementDataFile ends the header.
  const ordered = [
    ...entries.filter(([name]) => name !== 'ElementDataFile'),
    ...entries.filter(([name]) => name === 'ElementDataFile'),
  ];
  const text = ordered.map(([name, value]) => `${name} = ${value}\n`).join('');
  return Uint8Array.from([...Buffer.from(text, 'latin1'), ...data]);
}

function open(bytes: Uint8Array, siblings?: Siblings) {
  return openBytes(bytes, 'a.mha', noCodecs, siblings);
}

async function failure(work: Promise<unknown>): Promise<UserError> {
  const error: unknown = await work.catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(UserError);
  return error as UserError;
}

/** The checksum at the end of a zlib stream, which the pixels do not need. */
const checksumBytes = 4;

const counting = (length: number): Uint8Array => Uint8Array.from({ length }, (_, i) => i);

describe('MetaImage', () => {
  it('is distinguished from other objects of MetaIO and from text', () => {
    expect(detectFormat(metaImage(), 'x')).toBe('metaimage');
    expect(detectFormat(metaImage({ ObjectType: 'Tube' }), 'x.mha')).toBeUndefined();
    expect(detectFormat(new TextEncoder().encode('NDims = three'), 'x.mha')).toBeUndefined();
  });

  it('has volumes for channels that are no colour, and for further axes', async () => {
    const image = await open(metaImage({ NDims: '4', DimSize: '3 2 1 2', ElementNumberOfChannels: '2' }, counting(24)));
    expect(image.info).toMatchObject({ width: 3, height: 2, slices: 1, volumes: 4, channels: 1 });
    expect(image.info.encoding).toBe('MetaImage, uint8, 2 channels');
    expect([...(await image.readSlice(0)).data]).toEqual([0, 2, 4, 6, 8, 10]);
    expect([...(await image.readSlice(0, 1)).data]).toEqual([1, 3, 5, 7, 9, 11]);
    expect([...(await image.readSlice(0, 2)).data]).toEqual([12, 14, 16, 18, 20, 22]);
  });

  it('applies the intensity function and knows the modality', async () => {
    const image = await open(
      metaImage({
        Modality: 'MET_MOD_CT',
        ElementToIntensityFunctionSlope: '2',
        ElementToIntensityFunctionOffset: '-1024',
      }),
    );
    expect(image.info.modality).toBe('CT');
    expect(await image.readSlice(0)).toMatchObject({ slope: 2, intercept: -1024 });
  });

  it('takes MET_LONG for four bytes, as MetaIO writes it everywhere', async () => {
    const image = await open(
      metaImage({ ElementType: 'MET_LONG', DimSize: '2 1 1' }, Uint8Array.of(1, 0, 0, 0, 255, 255, 255, 255)),
    );
    expect([...(await image.readSlice(0)).data]).toEqual([1, -1]);
  });

  it('has no geometry when the header states no directions', async () => {
    const { info } = await open(metaImage({ ElementSpacing: '0.5 0.25 2', Offset: '1 2 3' }));
    expect(info.geometry).toBeUndefined();
    expect(info.pixelSpacing).toEqual([0.5, 0.25]);
  });

  it('reads detached data from its own folder only', async () => {
    const siblings: Siblings = {
      read: (name) =>
        name === 'a.zraw'
          ? Promise.resolve(bytesSource(zlibSync(counting(12))))
          : Promise.reject(new Error(`asked for ${name}`)),
    };
    const image = await open(metaImage({ CompressedData: 'True', ElementDataFile: 'a.zraw' }), siblings);
    expect([...(await image.readSlice(1)).data]).toEqual([6, 7, 8, 9, 10, 11]);
    for (const path of ['../a.zraw', '/etc/passwd', 'b/a.raw', 'C:\\a.raw', '..']) {
      expect((await failure(open(metaImage({ ElementDataFile: path }), siblings))).code).toBe('unsupported-encoding');
    }
  });

  it.each<[string, Record<string, string>, string, RegExp]>([
    ['several data files', { ElementDataFile: 'LIST' }, 'unsupported-encoding', /several files/],
    ['a pattern of files', { ElementDataFile: 'a%03d.raw 1 2 1' }, 'unsupported-encoding', /several files/],
    ['no folder to look in', { ElementDataFile: 'a.raw' }, 'not-found', /"a.raw", which is missing/],
    ['an unknown type', { ElementType: 'MET_STRING' }, 'unsupported-encoding', /MET_STRING/],
    ['too few sizes', { DimSize: '3 2' }, 'damaged', /2 sizes/],
    ['sizes that are no numbers', { DimSize: '3 x 2' }, 'damaged', /invalid size/],
    ['fractions of voxels', { DimSize: '3 2.5 2' }, 'damaged', /invalid size/],
    ['huge sizes', { DimSize: '30000 30000 60000' }, 'too-large', /at most/],
    ['huge voxels', { ElementNumberOfChannels: '4000000000' }, 'too-large', /at most/],
    ['no channels', { ElementNumberOfChannels: '0' }, 'damaged', /channels/],
    ['one dimension', { NDims: '1', DimSize: '12' }, 'unsupported-encoding', /not an image/],
    ['nonsense to skip', { HeaderSize: '-2' }, 'damaged', /HeaderSize/],
    ['missing bytes', { DimSize: '300 2 2' }, 'damaged', /600 of the 1200 bytes/],
    ['zlib that is none', { CompressedData: 'True' }, 'damaged', /damaged/],
    ['text that is none', { BinaryData: 'False' }, 'damaged', /numbers written as text/],
  ])('refuses %s', async (_, change, code, message) => {
    const error = await failure(open(metaImage(change)));
    expect(error.code).toBe(code);
    expect(error.message).toMatch(message);
  });

  it('is cut short at every length without anything but a UserError', async () => {
    const whole = volumeBytes('compressed.mha');
    for (let length = 0; length < whole.length - checksumBytes; length++) {
      await failure(open(whole.slice(0, length)).then((image) => image.readSlice(1)));
    }
  });
});
