import { deflateRawSync, deflateSync, gunzipSync, gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { bytesSource } from '../../../src/core/base/byteSource';
import { readSliceHeader } from '../../../src/core/formats/dicom/series/sliceHeader';
import type { FileContent } from '../../../src/core/formats/content';
import { Inflating } from '../../../src/core/formats/inflate';
import { readLabelVolumes, writeLabelVolume } from '../../../src/core/formats/nifti/labelVolume';
import { readLabelPng, writeBinaryPng } from '../../../src/core/formats/png/labelMap';
import { openContent } from '../../../src/core/formats/registry';
import { Mask } from '../../../src/core/mask/mask';
import { deflated } from '../../../src/core/formats/dicom/transferSyntax';
import { gunzip, gzip } from '../../../src/node/files/gzip';
import { noCodecs } from '../../fixtures/codecs';
import { dicomFile, greyImage, type DicomElement } from '../../fixtures/dicomFile';

const megabyte = 2 ** 20;

function concat(parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}

/** A file that tells how far its streams were to be inflated. */
function content(bytes: Uint8Array): { readonly file: FileContent; readonly asked: number[] } {
  const asked: number[] = [];
  const inflate: FileContent['inflate'] = (length) => {
    asked.push(length);
    return { size: length, read: (_, count) => Promise.resolve(new Uint8Array(count)) };
  };
  return { file: { ...bytesSource(bytes), inflate }, asked };
}

afterEach(() => {
  vi.restoreAllMocks();
});

describe('a deflated DICOM file', () => {
  /** With `behind` bytes of zeros behind what the elements say. */
  function deflatedFile(
    elements: readonly DicomElement[],
    behind = 0,
    change: (plain: Uint8Array) => void = () => undefined,
  ): Uint8Array {
    const plain = dicomFile(elements, deflated);
    change(plain);
    const start = plain.length - dataLength(elements);
    return concat([plain.subarray(0, start), deflateRawSync(concat([plain.subarray(start), new Uint8Array(behind)]))]);
  }
  const dataLength = (elements: readonly DicomElement[]): number => dicomFile(elements).length - dicomFile([]).length;

  it('is inflated no further than its pixels', async () => {
    const pixels = Uint16Array.from({ length: 6 }, (_, i) => i * 100);
    const elements = greyImage(2, 3, ['7fe0,0010', 'OW', new Uint8Array(pixels.buffer)]);
    const { file, asked } = content(deflatedFile(elements, 100 * megabyte));
    const upTo = vi.spyOn(Inflating.prototype, 'upTo');
    const image = await openContent(file, 'a.dcm', noCodecs);
    expect([...(await image.readSlice(0)).data]).toEqual([...pixels]);
    expect(asked).toEqual([]);
    expect(Math.max(...upTo.mock.calls.map(([length]) => length))).toBe(2 ** 16);
  });

  it('keeps large pixels where they need no memory, as far as the size of the image goes', async () => {
    const [width, height] = [8192, 8192];
    const stated = width * height * 2;
    const header = greyImage(width, height, ['7fe0,0010', 'OW', new Uint8Array()]);
    const bytes = deflatedFile(header, 140 * megabyte, (plain) => {
      new DataView(plain.buffer, plain.byteOffset).setUint32(plain.length - 4, stated, true);
    });
    const { file, asked } = content(bytes);
    const image = await openContent(file, 'a.dcm', noCodecs);
    expect(image.info).toMatchObject({ width, height });
    expect(asked).toHaveLength(1);
    expect(asked[0]).toBeGreaterThanOrEqual(stated);
    expect(asked[0]).toBeLessThan(stated + megabyte);
  });

  it('is refused where its header never ends, after a little of it', async () => {
    const { file, asked } = content(deflatedFile([['0008,0060', 'CS', 'CT']], 100 * megabyte));
    await expect(openContent(file, 'a.dcm', noCodecs)).rejects.toMatchObject({ code: 'too-large' });
    expect(asked).toEqual([]);
  });

  it('is refused where its elements are too many', async () => {
    const many = new Uint8Array(40 * megabyte);
    const one = Uint8Array.of(0x08, 0, 0x05, 0, 0x43, 0x53, 0, 0);
    for (let at = 0; at < many.length; at += one.length) many.set(one, at);
    const empty = dicomFile([], deflated);
    const { file } = content(concat([empty, deflateRawSync(many)]));
    await expect(openContent(file, 'a.dcm', noCodecs)).rejects.toThrow(/more than 1048576 elements/);
  });

  it('costs the series beside it no more than a megabyte', () => {
    const upTo = vi.spyOn(Inflating.prototype, 'upTo');
    expect(() => readSliceHeader(deflatedFile([['0008,0060', 'CS', 'CT']], 100 * megabyte))).toThrow();
    expect(Math.max(...upTo.mock.calls.map(([length]) => length))).toBe(megabyte);
    expect(readSliceHeader(deflatedFile(greyImage(4, 4), 100 * megabyte))).toMatchObject({ width: 4, height: 4 });
  });
});

describe('what deflate cannot hold is refused before it is inflated', () => {
  const nrrd = (encoding: string, side: number, data: Uint8Array): Uint8Array => {
    const lines = [
      'NRRD0004',
      'type: uint8',
      'dimension: 3',
      `sizes: ${side} ${side} ${side}`,
      `encoding: ${encoding}`,
    ];
    return concat([new TextEncoder().encode(`${lines.join('\n')}\n\n`), data]);
  };

  it.each([
    ['NRRD', 'a.nrrd', nrrd('gzip', 1000, gzipSync(new Uint8Array(megabyte / 2)))],
    [
      'MetaImage',
      'a.mha',
      concat([
        new TextEncoder().encode(
          'ObjectType = Image\nNDims = 3\nDimSize = 1000 1000 1000\nElementType = MET_UCHAR\nCompressedData = True\nElementDataFile = LOCAL\n',
        ),
        deflateSync(new Uint8Array(megabyte / 2)),
      ]),
    ],
  ])('in %s', async (_, name, bytes) => {
    const { file, asked } = content(bytes);
    await expect(openContent(file, name, noCodecs)).rejects.toThrow(/more than \d+ compressed bytes can hold/);
    expect(asked).toEqual([]);
  });

  it('is kept where it needs no memory otherwise', async () => {
    const { file, asked } = content(nrrd('gzip', 500, gzipSync(new Uint8Array(125_000_000))));
    const image = await openContent(file, 'a.nrrd', noCodecs);
    expect(image.info.slices).toBe(500);
    expect(asked).toEqual([125_000_000]);
  });

  it('and bzip2 has to make no hundreds of megabytes of little', async () => {
    const { file } = content(nrrd('bzip2', 1000, new Uint8Array(1000)));
    await expect(openContent(file, 'a.nrrd', noCodecs)).rejects.toMatchObject({ code: 'too-large' });
  });
});

describe('a mask file', () => {
  it('of a volume is not inflated where it has more voxels than its image', () => {
    const volume = { width: 20, height: 20, slices: 20, data: new Uint8Array(8000) };
    const bytes = writeLabelVolume(volume, gzip);
    expect(readLabelVolumes(bytes, gunzip, 8000)).toEqual(volume);
    expect(() => readLabelVolumes(bytes, gunzip, 400)).toThrow(/declares 8000 voxels; the limit is 400/);
  });

  it('of a volume is refused where what is compressed cannot hold what it announces', () => {
    const bytes = writeLabelVolume({ width: 4, height: 4, slices: 4, data: new Uint8Array(64) }, gzip);
    const header = new Uint8Array(352);
    header.set(gunzipSync(bytes).subarray(0, 352));
    for (const axis of [1, 2, 3]) new DataView(header.buffer).setInt16(40 + 2 * axis, 1000, true);
    expect(() => readLabelVolumes(gzipSync(header), gunzip)).toThrow(/compressed bytes can hold/);
  });

  it('of a picture is not inflated where it is larger than its image, or holds more than it announces', () => {
    const bytes = writeBinaryPng(new Mask(64, 64));
    expect(readLabelPng(bytes, { width: 64, height: 64 }).width).toBe(64);
    expect(() => readLabelPng(bytes, { width: 32, height: 64 })).toThrow(/declares 64 × 64 pixels/);
  });
});
