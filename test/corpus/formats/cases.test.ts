import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { bytesSource } from '../../../src/core/base/byteSource';
import { openBytes } from '../../../src/core/formats/registry';
import { toRgb } from '../../../src/core/image/toRgb';
import { defaultWindow } from '../../../src/core/image/applyWindow';
import type { MedicalImage } from '../../../src/core/image/medicalImage';
import type { Slice } from '../../../src/core/image/slice';
import { createPixelCodecs } from '../../../src/node/codecs/pixelCodecs';
import { english } from '../../../src/core/text/message';
import { maxDifference, readNpy } from '../../support/npy';
import { cases } from '../../support/shared';

const codecs = createPixelCodecs();

/** An image of a case, with the files beside it. */
function open(name: string, file: string): Promise<MedicalImage> {
  const folder = path.join(cases, name);
  const bytesOf = (each: string): Uint8Array => new Uint8Array(readFileSync(path.join(folder, each)));
  return openBytes(bytesOf(file), file, codecs, { read: (each) => Promise.resolve(bytesSource(bytesOf(each))) });
}

async function slicesOf(image: MedicalImage): Promise<Slice[]> {
  const slices = [];
  for (let index = 0; index < image.info.slices; index++) slices.push(await image.readSlice(index));
  return slices;
}

/** Modality values of all slices. */
async function valuesOf(image: MedicalImage): Promise<number[]> {
  const slices = await slicesOf(image);
  return slices.flatMap(({ data, slope, intercept }) => Array.from(data, (value) => value * slope + intercept));
}

const expected = (name: string): ArrayLike<number> =>
  readNpy(path.join(cases, name, 'expected.npy')).data as ArrayLike<number>;

describe('values that once were wrong are those of independent readers', () => {
  test.each([
    'dicom-modality-lut',
    'dicom-rtdose',
    'dicom-extended-offset-table',
    'dicom-lossless-overlay-bits',
    'dicom-says-implicit',
    'dicom-trailing-zeros',
  ])('%s', async (name) => {
    expect(maxDifference(await valuesOf(await open(name, 'a.dcm')), expected(name))).toBeLessThan(1e-9);
  });

  test('tiff-imagej-stack', async () => {
    const image = await open('tiff-imagej-stack', 'a.tif');
    expect(image.info.slices).toBe(5);
    expect(maxDifference(await valuesOf(image), expected('tiff-imagej-stack'))).toBe(0);
  });

  test('dicom-jpeg-rgb-ids', async () => {
    const values = await valuesOf(await open('dicom-jpeg-rgb-ids', 'a.dcm'));
    expect(maxDifference(values, expected('dicom-jpeg-rgb-ids'))).toBeLessThanOrEqual(1);
  });

  test('dicom-voi-sigmoid', async () => {
    const [slice] = await slicesOf(await open('dicom-voi-sigmoid', 'a.dcm'));
    const grey = toRgb(slice!, defaultWindow(slice!)).data;
    expect(maxDifference(grey, expected('dicom-voi-sigmoid'))).toBeLessThanOrEqual(0.5);
  });

  test('dicom-voi-lut-sequence', async () => {
    const [slice] = await slicesOf(await open('dicom-voi-lut-sequence', 'a.dcm'));
    const grey = toRgb(slice!, defaultWindow(slice!)).data;
    // The expected values come from a version of pydicom that takes the index of an 8-bit table modulo 256 (PS3.3 C.11.2.1.1
    // knows no such thing): they hold where the index is smaller. test/golden/formats/dicoms.py has the whole range.
    const small = Array.from(slice!.data, (value, i) => (value < 256 ? i : -1)).filter((i) => i >= 0);
    const all = expected('dicom-voi-lut-sequence');
    expect(small.length).toBeGreaterThan(5);
    expect(small.map((i) => grey[i])).toEqual(small.map((i) => all[i]));
    expect(grey).not.toEqual(Uint8Array.from(all));
  });
});

describe('what is written in another way than the standard has it', () => {
  test('dicom-rtdose has its unit', async () => {
    expect((await open('dicom-rtdose', 'a.dcm')).info.unit).toBe('Gy');
  });

  test('dicom-decimal-comma is read, and a note says so', async () => {
    const image = await open('dicom-decimal-comma', 'a.dcm');
    expect(await image.readSlice(0)).toMatchObject({ slope: 1, intercept: -102.4 });
    expect(image.info.remarks?.map(english)).toEqual([
      expect.stringMatching(/Rescale Intercept .*“-102,4”.* read as -102\.4/),
    ]);
  });

  test('dicom-says-implicit has a note', async () => {
    expect((await open('dicom-says-implicit', 'a.dcm')).info.remarks?.map(english)).toEqual([
      expect.stringMatching(/specifies Implicit VR .* encoded as Explicit VR/),
    ]);
  });

  test('dicom-jpeg-no-eoi decodes to its whole ramp', async () => {
    const { data } = await (await open('dicom-jpeg-no-eoi', 'a.dcm')).readSlice(0);
    expect([data.length, data[0], data.at(-1)]).toEqual([1024, 0, 248]);
  });
});

describe('nifti-pair', () => {
  // What nibabel reads: the sum of all voxels, the first of the first row, and one further on.
  test.each(['a.hdr', 'a.img'])('opens by %s', async (file) => {
    const image = await open('nifti-pair', file);
    const values = await valuesOf(image);
    expect(image.info).toMatchObject({ width: 6, height: 5, slices: 4, encoding: 'NIfTI-1, int16, pair of files' });
    expect(values.reduce((sum, value) => sum + value, 0)).toBe(3382);
    expect([values[0], values[1], values[(3 * 5 + 2) * 6 + 1]]).toEqual([-54, 731, -94]);
    const { origin, spacing } = image.info.geometry!;
    expect(origin).toEqual([-10, 20, 30]);
    expect(maxDifference(spacing, [0.8, 0.9, 2.5])).toBeLessThan(1e-6);
  });
});
