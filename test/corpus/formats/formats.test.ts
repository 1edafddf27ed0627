import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { UserError } from '../../../src/core/base/error';
import { openBytes } from '../../../src/core/formats/registry';
import { voxelToPatient, type Vector3, type VolumeGeometry } from '../../../src/core/geometry/volumeGeometry';
import type { FormatName, SampleArray } from '../../../src/core/image/medicalImage';
import { createPixelCodecs } from '../../../src/node/codecs/pixelCodecs';

/** What pydicom, nibabel and ITK read, see test/golden/formats/corpus.py and corpusItk.mjs. */
interface Expected {
  readonly width: number;
  readonly height: number;
  readonly slices: number;
  /** Rows of the voxel-to-patient matrix, RAS. */
  readonly affine?: number[][];
  readonly last: { readonly mean: number; readonly sha256?: string };
}

const corpus = path.join(process.env['SHARED_DIR'] ?? path.join(__dirname, '../../../../shared'), 'formats');
const expectedFiles = { ...golden('corpus.json'), ...golden('corpusItk.json') };
const codecs = createPixelCodecs();

const files = readdirSync(corpus, { recursive: true, encoding: 'utf8' })
  .filter((file) => statSync(path.join(corpus, file)).isFile() && file !== 'MANIFEST.md')
  .sort();

const formatByEnding: Readonly<Record<string, FormatName>> = {
  nii: 'nifti',
  nrrd: 'nrrd',
  mha: 'metaimage',
  tif: 'tiff',
  png: 'png',
  dcm: 'dicom',
};

/** Encodings that decoders reconstruct to within a rounding. */
const lossy = /JPEG Baseline|JPEG Extended.* 8 of 8 bits|JPEG 2000 \(|HTJ2K \(/;

/** Files that must fail, by the reason that their message gives. */
const refused: Readonly<Record<string, RegExp>> = {
  'dicom/MR_truncated.dcm': /cut short/,
  'nifti_misc/analyze.hdr': /Analyze 7.5 is not supported/,
  'nifti_misc/nifti1.hdr': /without its voxels/,
  'nifti_misc/small.mnc': /HDF5 file is not supported/,
  'nifti_misc/tiny.mnc': /MINC is not supported/,
  'nifti_misc/test.mgz': /something else than NIfTI/,
  'nifti_misc/phantom_EPI_asc_CLEAR_2_1.PAR': /no image in a known format/,
  'nifti_misc/phantom_EPI_asc_CLEAR_2_1.REC': /no image in a known format/,
  'nifti_misc/umass_anonymized.PAR': /no image in a known format/,
};

/** The codestream is of signed CT values, the header calls them unsigned: pydicom wraps them around, HU need the sign. */
const signedAgainstHeader = 'dicom/TOSHIBA_J2K_SIZ1_PixRep0.dcm';

function reasonToRefuse(file: string): RegExp | undefined {
  return refused[file];
}

function golden(name: string): Readonly<Record<string, Expected>> {
  const file = path.join(__dirname, '../../golden/formats', name);
  return JSON.parse(readFileSync(file, 'utf8')) as Readonly<Record<string, Expected>>;
}

function open(file: string) {
  return openBytes(readFileSync(path.join(corpus, file)), file, codecs);
}

async function readAll(file: string): Promise<unknown> {
  const image = await open(file);
  for (let slice = 0; slice < image.info.slices; slice++) await image.readSlice(slice);
  return undefined;
}

function hashOf(samples: SampleArray): string {
  const wide = new Uint32Array(samples.length);
  for (let i = 0; i < samples.length; i++) wide[i] = samples[i]!;
  return createHash('sha256').update(wide).digest('hex');
}

function meanOf(samples: SampleArray): number {
  let sum = 0;
  for (const sample of samples) sum += sample;
  return sum / samples.length;
}

function positionsOf(geometry: VolumeGeometry): number[][] {
  const corners: Vector3[] = [
    [0, 0, 0],
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ];
  return corners.map((corner) => [...voxelToPatient(geometry, corner)]);
}

function lpsOf(affine: number[][]): number[][] {
  const at = (i: number, j: number, k: number): number[] =>
    affine.map(([a, b, c, d], row) => (row < 2 ? -1 : 1) * (a! * i + b! * j + c! * k + d!));
  return [at(0, 0, 0), at(1, 0, 0), at(0, 1, 0), at(0, 0, 1)];
}

function expectPositions(geometry: VolumeGeometry, affine: number[][]): void {
  const expected = lpsOf(affine);
  positionsOf(geometry).forEach((position, i) => {
    position.forEach((value, axis) => {
      expect(value).toBeCloseTo(expected[i]![axis]!, 3);
    });
  });
}

test('the corpus is there', () => {
  expect(files.length).toBeGreaterThan(100);
});

test.each(files.filter((file) => reasonToRefuse(file) === undefined))(
  '%s decodes as others decode it',
  async (file) => {
    const expected = expectedFiles[file];
    const image = await open(file);
    const { info } = image;
    expect(info.format).toBe(formatByEnding[/\.(nii|nrrd|mha|tif|png)/.exec(file)?.[1] ?? 'dcm']);
    const slice = await image.readSlice(info.slices - 1);
    expect(slice.data.length).toBe(info.width * info.height * info.channels);
    if (expected === undefined) return;
    const { width, height, slices, last, affine } = expected;
    expect(info).toMatchObject({ width, height, slices });
    const samples = file === signedAgainstHeader ? Uint16Array.from(slice.data) : slice.data;
    if (last.sha256 !== undefined && !lossy.test(info.encoding)) expect(hashOf(samples)).toBe(last.sha256);
    expect(Math.abs(meanOf(samples) - last.mean)).toBeLessThan(0.5 + Math.abs(last.mean) * 0.001);
    if (affine !== undefined) expectPositions(info.geometry!, affine);
  },
);

test.each(files.filter((file) => reasonToRefuse(file) !== undefined))('%s is refused with its reason', async (file) => {
  const error: unknown = await readAll(file).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(UserError);
  const { message } = error as UserError;
  expect(message).toMatch(reasonToRefuse(file)!);
  expect(message).toContain(file);
});
