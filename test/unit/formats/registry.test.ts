import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UserError } from '../../../src/core/base/error';
import { checkExtent } from '../../../src/core/formats/limits';
import { detectFormat, imageExtensions, isImageName, openBytes } from '../../../src/core/formats/registry';
import { noCodecs } from '../../fixtures/codecs';
import { goldenBytes, goldenImages } from '../../fixtures/golden';

const bytesOf = (text: string): Uint8Array => Uint8Array.from(text, (letter) => letter.charCodeAt(0));

describe('detectFormat', () => {
  it.each(Object.keys(goldenImages))('knows %s by its first kilobyte, whatever its name', (name) => {
    const format = name.endsWith('.png')
      ? 'png'
      : name.endsWith('.jpg')
        ? 'jpeg'
        : name.endsWith('.dcm')
          ? 'dicom'
          : 'nifti';
    expect(detectFormat(goldenBytes(name).subarray(0, 1024), 'IM000001')).toBe(format);
  });

  it('does not take text and other formats for images', () => {
    for (const start of ['', 'hello', 'NRRD', 'GIF89a', 'II+', '{"version":1}', 'PK\u0003\u0004']) {
      expect(detectFormat(bytesOf(start), 'file')).toBeUndefined();
    }
  });

  it('believes a bare data set only under a name that DICOM may have', () => {
    const bare = Uint8Array.of(8, 0, 5, 0, 0x43, 0x53, 10, 0);
    expect(detectFormat(bare, '1.2.840.113619.2')).toBe('dicom');
    expect(detectFormat(bare, 'IM-0001')).toBe('dicom');
    expect(detectFormat(bare, 'weights.bin')).toBeUndefined();
  });
});

describe('isImageName', () => {
  it('goes by the ending, in any case', () => {
    for (const name of ['a.dcm', 'A.DCM', 'b.nii', 'b.nii.gz', 'c.PNG', 'd.jpeg', 'd.jpg'])
      expect(isImageName(name)).toBe(true);
    for (const name of ['a.txt', 'IM0001', 'a.gz', 'png', 'a.gif']) expect(isImageName(name)).toBe(false);
  });

  it('knows the endings of all formats', () => {
    const volumes = ['.nii', '.nii.gz', '.hdr', '.hdr.gz', '.nrrd', '.nhdr', '.mha', '.mhd'];
    const pictures = ['.tif', '.tiff', '.bmp', '.webp', '.npy', '.npz', '.mgh', '.mgz'];
    expect(imageExtensions).toEqual(['.png', '.jpg', '.jpeg', ...volumes, ...pictures, '.dcm', '.dicom', '.ima']);
  });
});

describe('openBytes', () => {
  const failure = async (bytes: Uint8Array, name: string): Promise<UserError> => {
    const error: unknown = await openBytes(bytes, name, noCodecs).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(UserError);
    return error as UserError;
  };

  it.each<[string, Uint8Array, string, string]>([
    ['an empty file', new Uint8Array(), 'a.dcm', 'a.dcm: The file is empty. Export or copy the file again.'],
    [
      'GIF',
      bytesOf('GIF89a'),
      'a.gif',
      'a.gif: GIF is not supported. Supported formats are PNG, JPEG, NIfTI, NRRD, MetaImage, TIFF, BMP, WebP, NumPy, NumPy archive, MGH and DICOM.',
    ],
    [
      'text',
      bytesOf('hello'),
      'a.txt',
      'a.txt: This is not an image in a known format. Supported formats are PNG, JPEG, NIfTI, NRRD, MetaImage, TIFF, BMP, WebP, NumPy, NumPy archive, MGH and DICOM.',
    ],
    [
      'a wrong name',
      bytesOf('hello'),
      'a.png',
      'a.png: The file name is that of a PNG file, but the content is not. Export or copy the file again.',
    ],
  ])('explains %s', async (_, bytes, name, message) => {
    expect((await failure(bytes, name)).message).toBe(message);
  });

  it('ends every hostile start in a UserError', async () => {
    const starts = [
      [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a],
      [0xff, 0xd8, 0xff],
      [0x1f, 0x8b, 8, 0],
      [8, 0, 5, 0, 0x43, 0x53],
      [2, 0, 16, 0, 0x55, 0x49],
      [...new Uint8Array(128), 0x44, 0x49, 0x43, 0x4d],
      [...new Uint8Array(344), 0x6e, 0x2b, 0x31, 0],
    ];
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...starts), fc.uint8Array({ maxLength: 600 }), async (start, rest) => {
        const bytes = Uint8Array.from([...start, ...rest]);
        const outcome: unknown = await openBytes(bytes, 'x', noCodecs)
          .then((image) => image.readSlice(0))
          .catch((thrown: unknown) => thrown);
        expect(outcome).toBeInstanceOf(UserError);
      }),
      { numRuns: 500 },
    );
  });

  it('reads from a Buffer that is part of a larger one without changing it', async () => {
    const big = goldenBytes('big.dcm');
    const pool = Buffer.alloc(big.length + 11);
    pool.set(big, 11);
    const image = await openBytes(pool.subarray(11), 'big.dcm', noCodecs);
    expect((await image.readSlice(0)).data[1]).toBe(goldenImages['big.dcm']!.values![1]);
    expect(new Uint8Array(pool.subarray(11))).toEqual(big);
  });
});

describe('checkExtent', () => {
  it.each([
    [{ width: 32_769, height: 1, slices: 1, bytesPerPixel: 1 }, /side may have at most 32768/],
    [{ width: 20_000, height: 20_000, slices: 1, bytesPerPixel: 1 }, /slice may have at most 268435456/],
    [{ width: 1, height: 1, slices: 65_537, bytesPerPixel: 1 }, /at most 65536 slices/],
    [{ width: 1024, height: 1024, slices: 1025, bytesPerPixel: 2 }, /at most 2 GiB/],
    [{ width: Number.NaN, height: 1, slices: 1, bytesPerPixel: 1 }, /invalid size/],
    [{ width: 1.5, height: 1, slices: 1, bytesPerPixel: 1 }, /invalid size/],
  ])('%o', (extent, message) => {
    expect(() => {
      checkExtent(extent);
    }).toThrow(message);
  });

  it('lets ordinary volumes pass', () => {
    checkExtent({ width: 512, height: 512, slices: 2000, bytesPerPixel: 2 });
  });
});
