import { UserError } from '../base/error';
import { checkExtent } from '../formats/limits';
import { newSamples, typeOfSamples } from '../formats/samples';
import type { SampleArray, Slice } from './medicalImage';

/** The samples of a grey volume, slice after slice; `value = sample · slope + intercept`. */
export interface JoinedSlices {
  readonly width: number;
  readonly height: number;
  readonly slices: number;
  readonly data: SampleArray;
  readonly slope: number;
  readonly intercept: number;
}

/**
 * Puts grey slices together. Stored values are kept as they are where all slices have the same type, slope and intercept, and
 * 32-bit floats hold these; otherwise the samples are modality values as doubles.
 * @param slices at least one, of equal size
 * @throws UserError `unsupported-encoding` for colour, `too-large`
 */
export function joinSlices(slices: readonly Slice[]): JoinedSlices {
  const first = slices[0]!;
  if (first.channels === 3) {
    throw new UserError('unsupported-encoding', {
      problem: 'The image is in colour, and a volume holds one value per voxel.',
      advice: 'Write PNG instead.',
    });
  }
  const { width, height } = first;
  const isStored =
    slices.every((slice) => hasScaleOf(slice, first)) && isFloat(first.slope) && isFloat(first.intercept);
  const type = isStored ? typeOfSamples(first.data) : 'float64';
  const pixels = width * height;
  const bytesPerPixel = newSamples(type, 0).BYTES_PER_ELEMENT;
  checkExtent({ width, height, slices: slices.length, bytesPerPixel });
  const data = newSamples(type, pixels * slices.length);
  for (const [k, slice] of slices.entries()) data.set(isStored ? slice.data : valuesOf(slice), k * pixels);
  const scale = isStored ? { slope: first.slope, intercept: first.intercept } : { slope: 1, intercept: 0 };
  return { width, height, slices: slices.length, data, ...scale };
}

function hasScaleOf(slice: Slice, first: Slice): boolean {
  const isSameType = slice.data.constructor === first.data.constructor;
  return isSameType && slice.slope === first.slope && slice.intercept === first.intercept;
}

function isFloat(value: number): boolean {
  return Math.fround(value) === value;
}

function valuesOf({ data, slope, intercept }: Slice): Float64Array {
  return Float64Array.from(data, (value) => value * slope + intercept);
}
