import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bytesSource } from '../../../src/core/base/byteSource';
import { openBytes } from '../../../src/core/formats/registry';
import { voxelToPatient, type Vector3 } from '../../../src/core/geometry/volumeGeometry';
import type { ImageInfo, MedicalImage } from '../../../src/core/image/medicalImage';
import { createPixelCodecs } from '../../../src/node/codecs/pixelCodecs';
import { readNpy } from '../../support/npy';
import { cases, formats } from '../../support/shared';
import { pythonReaders, type Reader } from '../readers/environment';
import { corpusFiles, isLossy, placeTolerance, refused, signedAgainstHeader, tolerance } from './corpus';

/** What a library makes of a file, see readers/values.py. */
interface Answer {
  readonly by: string;
  readonly error?: undefined;
  /** File with the values, volume by volume, slice by slice, row by row. */
  readonly values: string;
  /** Steps along columns, rows and slices, and the first voxel, as columns, in millimetres (LPS). */
  readonly affine: readonly (readonly number[])[] | null;
}

interface Refusal {
  readonly by: string;
  readonly error: string;
}

/** Where a library gives other values for a reason that is known; another one that reads the file settles them. */
const otherwise: readonly { by: string; where: (file: string, info: ImageInfo) => boolean; why: string }[] = [
  { by: 'simpleitk', where: (_, { encoding }) => encoding.includes('MONOCHROME1'), why: 'inverts MONOCHROME1' },
  { by: 'simpleitk', where: (_, { encoding }) => encoding.includes(' 1 of 1 bits'), why: 'gives 255 for 1' },
  { by: 'simpleitk', where: (_, { encoding }) => encoding.includes('RGB, 16 of 16'), why: 'keeps 16 bits of colour' },
  { by: 'simpleitk', where: (file) => /\/sm_image|^dicom_wsi/.test(file), why: 'gives the tiles of a slide' },
  { by: 'simpleitk', where: (file) => file.includes('rtdose'), why: 'leaves out Dose Grid Scaling' },
  { by: 'simpleitk', where: (file) => file.startsWith('dicom-modality-lut'), why: 'leaves out the Modality LUT' },
  { by: 'simpleitk', where: (file) => file.startsWith('tiff-imagej-stack'), why: 'reads the first slice alone' },
  { by: 'pydicom', where: (file) => file.endsWith('eCT_Supplemental.dcm'), why: 'leaves out the Rescale of frames' },
  { by: 'pydicom', where: (file) => file === signedAgainstHeader, why: 'shifts them' },
  { by: 'simpleitk', where: (file) => file === signedAgainstHeader, why: 'wraps the negative ones around' },
];

/** What no library reads as it is meant; other tests compare these: RLE of single bits, a decimal comma, a JPEG without an end. */
const unread = ['dicom/liver_rle.dcm', 'dicom-decimal-comma/a.dcm', 'dicom-jpeg-no-eoi/a.dcm'];

const files = [
  ...corpusFiles()
    .filter((file) => refused[file] === undefined)
    .map((file) => ({ folder: formats, file })),
  ...readdirSync(cases, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.(dcm|hdr|tif|nrrd)$/.test(file) && !file.includes('masks'))
    .map((file) => ({ folder: cases, file })),
].filter(({ file }) => !unread.includes(file));

const codecs = createPixelCodecs();
let root = '';
let python: Reader = { missing: '' };
beforeAll(async () => {
  root = mkdtempSync(path.join(tmpdir(), 'values-'));
  python = await pythonReaders();
}, 600_000);
afterAll(() => {
  rmSync(root, { recursive: true, force: true });
});

test.for(files)('$file has the values of libraries that read it', async ({ folder, file }, context) => {
  if (python.missing !== undefined) {
    console.log(`Skipped: ${python.missing}`);
    context.skip(python.missing);
    return;
  }
  const answers = JSON.parse(await python.run('values', path.join(folder, file), root)) as (Answer | Refusal)[];
  const image = await open(path.join(folder, file));
  const values = await valuesOf(image);
  let agreeing = 0;
  for (const answer of answers) {
    if (answer.error !== undefined) continue;
    const difference = differenceOf(values, readNpy(answer.values).data as Float64Array, image.info);
    const { why } = otherwise.find(({ by, where }) => by === answer.by && where(file, image.info)) ?? {};
    if (why === undefined) {
      expect({ by: answer.by, difference }).toEqual({ by: answer.by, difference: undefined });
      agreeing++;
    } else {
      expect({ by: answer.by, why, isOther: difference !== undefined }).toEqual({ by: answer.by, why, isOther: true });
    }
    if (answer.affine !== null) expect(distanceOf(image.info, answer.affine)).toBeLessThan(placeTolerance);
  }
  const readers = JSON.stringify(answers);
  if (file !== signedAgainstHeader) expect(agreeing, `with the same values: ${readers}`).toBeGreaterThan(0);
});

function open(file: string): Promise<MedicalImage> {
  const bytesOf = (each: string): Uint8Array => new Uint8Array(readFileSync(each));
  const read = (name: string) => Promise.resolve(bytesSource(bytesOf(path.join(path.dirname(file), name))));
  return openBytes(bytesOf(file), path.basename(file), codecs, { read });
}

async function valuesOf(image: MedicalImage): Promise<Float64Array> {
  const { info } = image;
  const length = info.width * info.height * info.channels;
  const values = new Float64Array(length * info.slices * (info.volumes ?? 1));
  for (let at = 0; at < values.length / length; at++) {
    const { data, slope, intercept } = await image.readSlice(at % info.slices, Math.floor(at / info.slices));
    values.set(
      Float64Array.from(data, (value) => value * slope + intercept),
      at * length,
    );
  }
  return values;
}

/** Steps of a scaling in single precision, as a share of the range of the values. */
const rounding = 1e-6;

/** How two arrays of values differ by more than decoders may; undefined where they do not. */
function differenceOf(own: Float64Array, theirs: Float64Array, info: ImageInfo): string | undefined {
  if (own.length !== theirs.length) return `${own.length} values instead of ${theirs.length}`;
  let [largest, sum, least, greatest] = [0, 0, Infinity, -Infinity];
  for (let at = 0; at < own.length; at++) {
    const off = own[at]! - theirs[at]!;
    largest = Math.max(largest, Math.abs(off));
    sum += off;
    least = Math.min(least, theirs[at]!);
    greatest = Math.max(greatest, theirs[at]!);
  }
  const range = greatest - least;
  const mean = Math.abs(sum) / own.length;
  const isSame = isLossy(info)
    ? largest <= tolerance.share * range && mean <= tolerance.mean
    : largest <= rounding * range;
  return isSame ? undefined : `largest ${largest}, mean ${mean}, of a range of ${range}`;
}

/** How far the first voxel and its neighbours lie from where a library has them, in millimetres. */
function distanceOf({ geometry, slices }: ImageInfo, affine: NonNullable<Answer['affine']>): number {
  if (geometry === undefined) return 0;
  // A single slice has no next one: what its step is called is a guess.
  const voxels: Vector3[] = [[0, 0, 0], [1, 0, 0], [0, 1, 0], ...(slices > 1 ? [[0, 0, 1] as const] : [])];
  return Math.max(
    ...voxels.flatMap(([i, j, k]) => {
      const own = voxelToPatient(geometry, [i, j, k]);
      return affine.map(([a, b, c, d], axis) => Math.abs(own[axis]! - (a! * i + b! * j + c! * k + d!)));
    }),
  );
}
