import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { UserError } from '../../../src/core/base/error';
import { openBytes } from '../../../src/core/formats/registry';
import { voxelToPatient, type Vector3, type VolumeGeometry } from '../../../src/core/geometry/volumeGeometry';
import type { ImageInfo, MedicalImage } from '../../../src/core/image/medicalImage';
import type { SampleArray } from '../../../src/core/image/slice';
import { english } from '../../../src/core/text/message';
import { createPixelCodecs } from '../../../src/node/codecs/pixelCodecs';
import { formats as corpus } from '../../support/shared';
import { isLossy, placeTolerance, referenceOf, signedAgainstHeader, tolerance, type Reference } from './corpus';

/** What has become of a file of the corpus. */
export interface Result {
  readonly file: string;
  /** Absent when the file is refused. */
  readonly info?: ImageInfo;
  /** What the pixels were compared with. */
  readonly by?: string;
  /** How the file agrees with that, or the message of the error. */
  readonly outcome: string;
  /** Where it does not. */
  readonly problems: readonly string[];
}

const codecs = createPixelCodecs();

/** Decodes all slices of a file and compares them, and where they lie, with what another program reads. */
export async function compare(file: string): Promise<Result> {
  try {
    const image = await openBytes(readFileSync(path.join(corpus, file)), file, codecs);
    const reference = referenceOf(file);
    const values = await readAll(image, file === signedAgainstHeader);
    if (reference === undefined) return { file, info: image.info, outcome: 'not compared', problems: [] };
    const found = [
      compareSize(image.info, reference),
      compareValues(values, reference, isLossy(image.info)),
      comparePlace(image.info, reference),
    ];
    return {
      file,
      info: image.info,
      by: reference.by,
      outcome: found.flatMap(({ agreement }) => agreement ?? []).join('; '),
      problems: found.flatMap(({ problem }) => problem ?? []),
    };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { file, outcome: english(error.details.problem), problems: [error.message] };
  }
}

interface Finding {
  readonly agreement?: string;
  readonly problem?: string;
}

/** Stored values of all slices, by their hash, and a few of them. */
interface Values {
  readonly sha256: string;
  readonly mean: number;
  readonly range: number;
  at(index: number, count: number): number;
}

async function readAll(image: MedicalImage, asUnsigned: boolean): Promise<Values> {
  const { info } = image;
  const hash = createHash('sha256');
  const length = info.width * info.height * info.channels;
  const slices: SampleArray[] = [];
  let [sum, least, greatest] = [0, Infinity, -Infinity];
  const total = info.slices * (info.volumes ?? 1);
  for (let index = 0; index < total; index++) {
    const { data } = await image.readSlice(index % info.slices, Math.floor(index / info.slices));
    if (data.length !== length) throw new Error(`Slice ${index} has ${data.length} samples instead of ${length}.`);
    const samples = asUnsigned ? Uint16Array.from(data) : data.slice();
    hash.update(isFloat(samples) ? Float64Array.from(samples) : Uint32Array.from(samples));
    for (const sample of samples) {
      sum += sample;
      least = Math.min(least, sample);
      greatest = Math.max(greatest, sample);
    }
    slices.push(samples);
  }
  const count = length * total;
  return {
    sha256: hash.digest('hex'),
    mean: sum / count,
    range: greatest - least,
    at: (index, places) => {
      const place = Math.floor((index * count) / places);
      return slices[Math.floor(place / length)]![place % length]!;
    },
  };
}

function compareSize(info: ImageInfo, expected: Reference): Finding {
  const [found, wanted] = [sizeText(info), sizeText(expected)];
  return found === wanted ? {} : { problem: `${found} instead of ${wanted}` };
}

/** Such as `512 × 512 × 3`, or `64 × 64 × 20 × 5` of five volumes. */
export function sizeText({
  width,
  height,
  slices,
  volumes = 1,
}: Pick<ImageInfo, 'width' | 'height' | 'slices' | 'volumes'>): string {
  return [width, height, ...(slices * volumes > 1 ? [slices] : []), ...(volumes > 1 ? [volumes] : [])].join(' × ');
}

function compareValues(found: Values, { values }: Reference, isLossy: boolean): Finding {
  if (values.sha256 === found.sha256) return { agreement: 'exact' };
  if (!isLossy) return { problem: `other values, of mean ${found.mean} instead of ${values.mean}` };
  const spread = values.spread ?? [];
  const largest = Math.max(...spread.map((value, i) => Math.abs(value - found.at(i, spread.length))));
  const agreement = `largest difference ${largest} of ${found.range}`;
  return Math.abs(found.mean - values.mean) <= tolerance.mean && largest <= tolerance.share * found.range
    ? { agreement }
    : { problem: `${agreement}, mean ${found.mean} instead of ${values.mean}` };
}

function isFloat(samples: SampleArray): boolean {
  return samples instanceof Float32Array || samples instanceof Float64Array;
}

function comparePlace({ geometry }: ImageInfo, { affine }: Reference): Finding {
  if (affine === undefined) return {};
  if (geometry === undefined) return { problem: 'without a place in the patient' };
  const expected = cornersOf(affine);
  const off = positionsOf(geometry).flatMap((position, i) =>
    position.map((value, axis) => Math.abs(value - expected[i]![axis]!)),
  );
  const largest = Math.max(...off);
  return largest < placeTolerance ? { agreement: 'same place' } : { problem: `${largest} mm apart` };
}

const corners: readonly Vector3[] = [
  [0, 0, 0],
  [1, 0, 0],
  [0, 1, 0],
  [0, 0, 1],
];

function positionsOf(geometry: VolumeGeometry): number[][] {
  return corners.map((corner) => [...voxelToPatient(geometry, corner)]);
}

/** The same in LPS, from a matrix to RAS. */
function cornersOf(affine: NonNullable<Reference['affine']>): number[][] {
  return corners.map(([i, j, k]) =>
    affine.map(([a, b, c, d], row) => (row < 2 ? -1 : 1) * (a! * i + b! * j + c! * k + d!)),
  );
}
