import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import type { ByteSource } from '../../../src/core/base/byteSource';
import { UserError } from '../../../src/core/base/error';
import { openBytes, openContent } from '../../../src/core/formats/registry';
import type { SampleArray, Slice } from '../../../src/core/image/slice';
import { createPixelCodecs } from '../../../src/node/codecs/pixelCodecs';
import { fakeCodecs, noCodecs } from '../../fixtures/codecs';
import { goldenBytes, goldenJpeg12, jpeg12Bytes } from '../../fixtures/golden';
import {
  bytePixels,
  concat,
  dataSet,
  dicomFile,
  encapsulated,
  greyImage,
  syntax,
  u16,
  type DicomElement,
} from '../../fixtures/dicomFile';

async function read(elements: DicomElement[], transferSyntax = syntax.explicit, slice = 0): Promise<Slice> {
  const image = await openBytes(dicomFile(elements, transferSyntax), 'a.dcm', noCodecs);
  return image.readSlice(slice);
}

async function failure(work: Promise<unknown>): Promise<UserError> {
  const error: unknown = await work.then(
    () => new Error('It should have failed.'),
    (thrown: unknown) => thrown,
  );
  if (error instanceof UserError) return error;
  throw error;
}

describe('header', () => {
  it('gives rescale, unit, windows with their names, spacing and geometry', async () => {
    const image = await openBytes(goldenBytes('explicit.dcm'), 'explicit.dcm', noCodecs);
    expect(image.info).toMatchObject({
      format: 'dicom',
      sampleType: 'int16',
      modality: 'CT',
      unit: 'HU',
      pixelSpacing: [0.25, 0.5],
      geometry: {
        origin: [-10, 20, 30],
        spacing: [0.25, 0.5, 3],
        axes: [
          [0, 1, 0],
          [0, 0, -1],
          [-1, 0, 0],
        ],
      },
      encoding: 'Explicit VR Little Endian (1.2.840.10008.1.2.1), MONOCHROME2, 12 of 16 bits',
    });
    const slice = await image.readSlice(0);
    expect(slice).toMatchObject({ slope: 2, intercept: -1024, invert: false });
    expect(slice.windows).toEqual([
      { center: 40, width: 350, name: 'SOFT' },
      { center: 400, width: 1800, name: 'BONE' },
    ]);
  });

  it('reports padding as a range of stored values', async () => {
    const slice = await read(greyImage(2, 1, ['0028,0120', 'US', 4000], ['0028,0121', 'US', 3900]));
    expect(slice.padding).toEqual([3900, 4000]);
  });

  it('leaves out windows that are incomplete or have no width', async () => {
    const slice = await read(greyImage(2, 1, ['0028,1050', 'DS', '10\\20\\30'], ['0028,1051', 'DS', '0\\200']));
    expect(slice.windows).toEqual([{ center: 20, width: 200 }]);
  });

  it('may stand without preamble, and without file meta information', async () => {
    const elements = greyImage(2, 1, ['7fe0,0010', 'OW', u16(7, 9)]);
    for (const file of [dicomFile(elements).subarray(132), dataSet(elements)]) {
      const image = await openBytes(file, '1.2.840.1', noCodecs);
      expect([...(await image.readSlice(0)).data]).toEqual([7, 9]);
    }
  });

  it('has no geometry when directions are not at right angles', async () => {
    const image = await openBytes(
      dicomFile(
        greyImage(
          2,
          1,
          ['0028,0030', 'DS', '2\\1'],
          ['0020,0032', 'DS', '0\\0\\0'],
          ['0020,0037', 'DS', '1\\0\\0\\1\\0\\0'],
        ),
      ),
      'a.dcm',
      noCodecs,
    );
    expect(image.info.geometry).toBeUndefined();
    expect(image.info.pixelSpacing).toEqual([1, 2]);
  });
});

describe('frames', () => {
  const position = (z: number): DicomElement[] => [['0020,9113', 'SQ', [[['0020,0032', 'DS', `0\\0\\${z}`]]]]];
  const stack = (...heights: number[]): DicomElement[] =>
    greyImage(
      1,
      1,
      ['0028,0008', 'IS', String(heights.length)],
      ['7fe0,0010', 'OW', u16(...heights.map((_, i) => i + 1))],
      [
        '5200,9229',
        'SQ',
        [
          [
            ['0028,9110', 'SQ', [[['0028,0030', 'DS', '2\\1']]]],
            ['0020,9116', 'SQ', [[['0020,0037', 'DS', '1\\0\\0\\0\\1\\0']]]],
            [
              '0028,9145',
              'SQ',
              [
                [
                  ['0028,1052', 'DS', '-5'],
                  ['0028,1053', 'DS', '3'],
                ],
              ],
            ],
          ],
        ],
      ],
      ['5200,9230', 'SQ', heights.map(position)],
    );

  it('are slices, with geometry from functional groups', async () => {
    const image = await openBytes(dicomFile(stack(10, 7.5, 5)), 'a.dcm', noCodecs);
    expect(image.info.slices).toBe(3);
    expect(image.info.geometry).toEqual({
      origin: [0, 0, 10],
      spacing: [1, 2, 2.5],
      axes: [
        [1, 0, 0],
        [0, 1, 0],
        [0, 0, -1],
      ],
    });
    const slice = await image.readSlice(2);
    expect(slice).toMatchObject({ slope: 3, intercept: -5 });
    expect([...slice.data]).toEqual([3]);
  });

  it('of an uneven stack have a spacing but no geometry', async () => {
    const { info } = await openBytes(dicomFile(stack(0, 1, 5)), 'a.dcm', noCodecs);
    expect(info.geometry).toBeUndefined();
    expect(info.pixelSpacing).toEqual([1, 2]);
  });

  it('outside the image are a RangeError', async () => {
    const image = await openBytes(dicomFile(stack(0, 1)), 'a.dcm', noCodecs);
    await expect(image.readSlice(2)).rejects.toThrow(RangeError);
    await expect(image.readSlice(-1)).rejects.toThrow(RangeError);
  });
});

describe('pixels', () => {
  const twoByTwo = [255, 0, 0, 0, 255, 0, 0, 0, 255, 10, 20, 30];

  it('single bits start with the lowest of a byte, frames within bytes', async () => {
    const elements = greyImage(
      3,
      1,
      ['0028,0008', 'IS', '2'],
      ['0028,0100', 'US', 1],
      ['0028,0101', 'US', 1],
      ['0028,0102', 'US', 0],
      ['7fe0,0010', 'OB', Uint8Array.of(0b0010_1001)],
    );
    expect([...(await read(elements)).data]).toEqual([1, 0, 0]);
    expect([...(await read(elements, syntax.explicit, 1)).data]).toEqual([1, 0, 1]);
  });

  it('RGB is read interleaved and by planes', async () => {
    const interleaved = greyImage(2, 2, ...bytePixels('RGB', 3, Uint8Array.from(twoByTwo)));
    expect([...(await read(interleaved)).data]).toEqual(twoByTwo);
    const planes = [0, 1, 2].flatMap((channel) => twoByTwo.filter((_, i) => i % 3 === channel));
    const planar = [...greyImage(2, 2, ...bytePixels('RGB', 3, Uint8Array.from(planes)), ['0028,0006', 'US', 1])];
    expect([...(await read(planar)).data]).toEqual(twoByTwo);
  });

  it('YBR_FULL becomes RGB', async () => {
    // Y CB CR of pure red, green, blue and of grey 90 (ITU-R BT.601, full range).
    const ybr = Uint8Array.of(76, 85, 255, 150, 44, 21, 29, 255, 107, 90, 128, 128);
    const { data } = await read(greyImage(2, 2, ...bytePixels('YBR_FULL', 3, ybr)));
    [255, 0, 0, 0, 255, 0, 0, 0, 255, 90, 90, 90].forEach((expected, i) => {
      expect(Math.abs(data[i]! - expected)).toBeLessThanOrEqual(2);
    });
  });

  it('YBR_FULL_422 shares CB and CR between two pixels', async () => {
    const samples = Uint8Array.of(50, 60, 128, 128);
    const { data } = await read(greyImage(2, 1, ...bytePixels('YBR_FULL_422', 3, samples)));
    expect([...data]).toEqual([50, 50, 50, 60, 60, 60]);
  });

  it('palettes give RGB, values outside take the nearest colour', async () => {
    const table = (values: number[]): Uint8Array => u16(...values.map((v) => v * 257));
    const palette: DicomElement[] = [
      ['0028,1101', 'US', [3, 10, 16]],
      ['0028,1102', 'US', [3, 10, 16]],
      ['0028,1103', 'US', [3, 10, 16]],
      ['0028,1201', 'OW', table([1, 2, 3])],
      ['0028,1202', 'OW', table([4, 5, 6])],
      ['0028,1203', 'OW', table([7, 8, 9])],
    ];
    const elements = [...greyImage(4, 1, ...bytePixels('PALETTE COLOR', 1, Uint8Array.of(0, 11, 12, 200))), ...palette];
    const slice = await read(elements);
    expect(slice.channels).toBe(3);
    expect([...slice.data]).toEqual([1, 4, 7, 2, 5, 8, 3, 6, 9, 3, 6, 9]);
  });

  it('MONOCHROME1 is inverted', async () => {
    expect((await read(greyImage(1, 1, ['0028,0004', 'CS', 'MONOCHROME1']))).invert).toBe(true);
  });
});

describe('RLE Lossless', () => {
  /** An encoder of its own: literal runs and repeats (PackBits). */
  function packBits(bytes: readonly number[]): number[] {
    const packed: number[] = [];
    for (let at = 0; at < bytes.length;) {
      let run = 1;
      while (run < 128 && bytes[at + run] === bytes[at]) run++;
      packed.push(...(run > 1 ? [257 - run, bytes[at]!] : [0, bytes[at]!]));
      at += run;
    }
    return packed.length % 2 === 0 ? packed : [...packed, 128];
  }

  function rleFrame(segments: readonly (readonly number[])[]): Uint8Array {
    const packed = segments.map(packBits);
    const header = new Uint32Array(16);
    header[0] = segments.length;
    packed.reduce((offset, segment, i) => ((header[i + 1] = offset), offset + segment.length), 64);
    return concat([new Uint8Array(header.buffer), Uint8Array.from(packed.flat())]);
  }

  const oneRow = (width: number, frame: Uint8Array): DicomElement[] => greyImage(width, 1, encapsulated([frame]));

  it('restores 16-bit samples from their two segments', async () => {
    const samples = fc.uint16Array({ minLength: 1, maxLength: 300 });
    await fc.assert(
      fc.asyncProperty(samples, async (values) => {
        const high = Array.from(values, (v) => v >> 8);
        const low = Array.from(values, (v) => v & 255);
        const { data } = await read(oneRow(values.length, rleFrame([high, low])), syntax.rle);
        expect([...data]).toEqual([...values]);
      }),
      { numRuns: 50 },
    );
  });

  it('restores RGB from its three segments', async () => {
    const frame = rleFrame([
      [1, 2],
      [3, 4],
      [5, 5],
    ]);
    const elements = [...greyImage(2, 1, ...bytePixels('RGB', 3, new Uint8Array()))];
    const { data } = await read(
      [...elements.filter(([tag]) => tag !== '7fe0,0010'), encapsulated([frame])],
      syntax.rle,
    );
    expect([...data]).toEqual([1, 3, 5, 2, 4, 5]);
  });

  it.each([
    [
      'truncated',
      rleFrame([
        [1, 2, 3],
        [4, 5, 6],
      ]).subarray(0, 67),
    ],
    ['of another number of segments', rleFrame([[1, 2, 3]])],
    ['shorter than its header', new Uint8Array(10)],
    [
      'with a segment outside',
      u16(...Array.from({ length: 40 }, (_, i) => (i === 0 ? 2 : i === 2 ? 64 : i === 4 ? 9000 : 0))),
    ],
  ])('%s is damaged', async (_, frame) => {
    expect((await failure(read(oneRow(3, frame), syntax.rle))).code).toBe('damaged');
  });
});

describe('large files', () => {
  /** The bytes with zeros behind them, so that they are too many to be read whole. */
  function large(bytes: Uint8Array): { content: ByteSource; longest: () => number } {
    let longest = 0;
    const read = (offset: number, length: number): Promise<Uint8Array> => {
      longest = Math.max(longest, length);
      const part = new Uint8Array(length);
      part.set(bytes.subarray(offset, offset + length));
      return Promise.resolve(part);
    };
    return { content: { size: 2 ** 27, read }, longest: () => longest };
  }

  it('are read frame by frame', async () => {
    const pixels = Uint16Array.from({ length: 2 * 3 * 4 }, (_, i) => i * 100);
    const bytes = dicomFile(
      greyImage(2, 3, ['0028,0008', 'IS', '4'], ['7fe0,0010', 'OW', new Uint8Array(pixels.buffer)]),
      syntax.explicit,
    );
    const { content, longest } = large(bytes);
    const [whole, image] = [await openBytes(bytes, 'a.dcm', noCodecs), await openContent(content, 'a.dcm', noCodecs)];
    expect(image.info).toEqual(whole.info);
    for (const index of [3, 0, 2]) expect(await image.readSlice(index)).toEqual(await whole.readSlice(index));
    expect(longest()).toBeLessThanOrEqual(2 ** 20);
  });

  it.each([
    ['the offset table', [0, 22]],
    ['the markers', []],
  ])('have their fragments found by %s', async (_, offsets) => {
    const fragments = [
      Uint8Array.of(0xff, 0xd8, 1, 1),
      Uint8Array.of(0xff, 0xd9),
      Uint8Array.of(0xff, 0xd8, 3, 3, 0xff, 0xd9),
    ];
    const decoded = { width: 2, height: 1, channels: 1, bits: 12, signed: false, data: Uint16Array.of(1, 2) };
    const codecs = fakeCodecs(() => decoded);
    const frames = greyImage(2, 1, ['0028,0008', 'IS', '2'], encapsulated(fragments, offsets));
    const { content } = large(dicomFile(frames, syntax.jpegLs));
    const image = await openContent(content, 'a.dcm', codecs);
    await image.readSlice(1);
    await image.readSlice(0);
    expect(codecs.calls.map(({ bytes }) => [...bytes])).toEqual([
      [0xff, 0xd8, 3, 3, 0xff, 0xd9],
      [0xff, 0xd8, 1, 1, 0xff, 0xd9],
    ]);
  });

  it('are damaged where something else than fragments follows', async () => {
    const bytes = dicomFile(greyImage(2, 1, encapsulated([Uint8Array.of(1, 1)])), syntax.jpegLs);
    // The delimiter that ends the fragments.
    const broken = bytes.slice(0, bytes.length - 8);
    const { message } = await failure(openContent(large(broken).content, 'a.dcm', noCodecs));
    expect(message).toMatch(/elements other than items/);
  });
});

describe('encapsulated frames', () => {
  const answer = (data: Uint8Array | Int16Array | Uint16Array, more = {}) =>
    fakeCodecs(() => ({ width: 2, height: 1, channels: 1, bits: 12, signed: false, data, ...more }));
  const fragments = [
    Uint8Array.of(0xff, 0xd8, 1, 1),
    Uint8Array.of(0xff, 0xd9),
    Uint8Array.of(0xff, 0xd8, 3, 3, 0xff, 0xd9),
  ];
  const twoFrames = (pixels: DicomElement): Uint8Array =>
    dicomFile(greyImage(2, 1, ['0028,0008', 'IS', '2'], pixels), syntax.jpegLs);

  it.each([
    ['the offset table', encapsulated(fragments, [0, 22])],
    ['the markers', encapsulated(fragments)],
  ])('are put together by %s', async (_, pixels) => {
    const codecs = answer(Uint16Array.of(1, 2));
    const image = await openBytes(twoFrames(pixels), 'a.dcm', codecs);
    await image.readSlice(0);
    await image.readSlice(1);
    expect(codecs.calls.map(({ codec, bytes }) => [codec, ...bytes])).toEqual([
      ['jpeg-ls', 0xff, 0xd8, 1, 1, 0xff, 0xd9],
      ['jpeg-ls', 0xff, 0xd8, 3, 3, 0xff, 0xd9],
    ]);
  });

  it('that cannot be distinguished are damaged', async () => {
    const pixels = encapsulated([Uint8Array.of(1, 1), Uint8Array.of(2, 2), Uint8Array.of(3, 3)]);
    expect((await failure(openBytes(twoFrames(pixels), 'a.dcm', noCodecs))).message).toMatch(
      /3 .*fragments.* 2 frames/,
    );
  });

  it('take their sign from the header where the codestream has none', async () => {
    const signed = greyImage(
      2,
      1,
      ['0028,0101', 'US', 12],
      ['0028,0102', 'US', 11],
      ['0028,0103', 'US', 1],
      encapsulated([Uint8Array.of(0, 0)]),
    );
    const image = await openBytes(dicomFile(signed, syntax.jpegLs), 'a.dcm', answer(Uint16Array.of(0x0fff, 5)));
    expect([...(await image.readSlice(0)).data]).toEqual([-1, 5]);
  });

  it('of another size than the header are damaged', async () => {
    const pixels = encapsulated([Uint8Array.of(0, 0)]);
    const codecs = answer(new Uint16Array(9), { width: 3, height: 3 });
    const image = await openBytes(dicomFile(greyImage(2, 1, pixels), syntax.jpegLs), 'a.dcm', codecs);
    expect(await failure(image.readSlice(0))).toMatchObject({
      code: 'damaged',
      message: expect.stringContaining('3 × 3') as string,
    });
  });

  it.each(['51', '53', '55'])('of 12 bits in JPEG decode, transfer syntax .%s', async (process) => {
    const name = process === '51' ? 'extended.jpg' : 'progressive.jpg';
    const stream = jpeg12Bytes(name);
    const file = dicomFile(greyImage(27, 19, encapsulated([stream])), `1.2.840.10008.1.2.4.${process}`);
    const image = await openBytes(file, 'a.dcm', createPixelCodecs());
    expect([...(await image.readSlice(0)).data]).toEqual(goldenJpeg12[name]!.values);
  });
});

describe('broken and hostile files', () => {
  it.each<[string, DicomElement[], RegExp]>([
    ['no pixels', greyImage(2, 1).filter(([tag]) => tag !== '7fe0,0010'), /modality MR.*no pixels/],
    ['too few pixels', greyImage(2, 1, ['7fe0,0010', 'OW', u16(1)]), /needs 4 bytes.*has 2/],
    ['no size', greyImage(2, 1).filter(([tag]) => tag !== '0028,0010'), /Rows is missing/],
    ['a size of zero', greyImage(2, 1, ['0028,0011', 'US', 0]), /invalid size/],
    ['bits outside the cell', greyImage(2, 1, ['0028,0101', 'US', 17]), /17 bits stored/],
    ['an odd cell', greyImage(2, 1, ['0028,0100', 'US', 24]), /24 bits allocated/],
    ['an unknown colour model', greyImage(2, 1, ['0028,0004', 'CS', 'CMYK']), /CMYK/],
    ['frames that are no number', greyImage(2, 1, ['0028,0008', 'IS', 'many']), /many/],
    ['a palette without its table', greyImage(2, 1, ['0028,0004', 'CS', 'PALETTE COLOR']), /palette is missing/],
    [
      'more pixels than fit',
      greyImage(65_535, 65_535, ['7fe0,0010', 'OW', u16(1)], ['0028,0008', 'IS', '9']),
      /at most 32768 pixels/,
    ],
    ['frames beyond memory', greyImage(2, 1, ['0028,0008', 'IS', '2147483647']), /at most 65536 slices/],
  ])('%s', async (_, elements, message) => {
    const error = await failure(read(elements));
    expect(error.message).toMatch(message);
    expect(error.details.file).toBe('a.dcm');
    expect(error.details.advice).not.toBe('');
  });

  it('names a transfer syntax that it does not know', async () => {
    const error = await failure(read(greyImage(1, 1), '1.2.840.10008.1.2.4.110'));
    expect(error).toMatchObject({
      code: 'unsupported-encoding',
      message: expect.stringContaining('1.2.4.110') as string,
    });
  });

  it('fails with a UserError wherever the file is cut, or reads it', async () => {
    const whole = goldenBytes('explicit.dcm');
    for (let length = 0; length < whole.length; length += 3) {
      const image = openBytes(whole.slice(0, length), 'cut.dcm', noCodecs);
      const outcome: unknown = await image.then((opened) => opened.readSlice(0)).catch((error: unknown) => error);
      expect(outcome).toBeInstanceOf(UserError);
    }
  });

  it('survives any single wrong byte', async () => {
    const whole = goldenBytes('explicit.dcm');
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: whole.length - 1 }), fc.nat({ max: 255 }), async (at, value) => {
        const broken = whole.slice();
        broken[at] = value;
        const outcome: unknown = await openBytes(broken, 'a.dcm', noCodecs)
          .then((image) => image.readSlice(0))
          .then((slice): SampleArray => slice.data)
          .catch((error: unknown) => error);
        expect(outcome instanceof UserError || ArrayBuffer.isView(outcome)).toBe(true);
      }),
      { numRuns: 400 },
    );
  });
});

test('the bytes that were given stay as they are', async () => {
  const file = goldenBytes('big.dcm');
  const before = file.slice();
  const image = await openBytes(file, 'big.dcm', noCodecs);
  (await image.readSlice(0)).data.fill(0);
  expect(file).toEqual(before);
});
