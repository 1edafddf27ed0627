import type { SampleArray, Slice } from '../image/slice';
import { checkExtent } from './limits';
import { newSamples, typeOfSamples } from './samples';

/** The samples of a volume, slice after slice, colour interleaved; `value = sample · slope + intercept`. */
export interface JoinedSlices {
  readonly width: number;
  readonly height: number;
  readonly slices: number;
  readonly channels: 1 | 3;
  readonly data: SampleArray;
  readonly slope: number;
  readonly intercept: number;
}

/**
 * Puts slices together. Stored values are kept as they are where all slices have the same type, slope and intercept, and
 * 32-bit floats hold these; otherwise the samples are modality values as doubles.
 * @param slices at least one, of equal size and channels
 * @throws UserError `too-large`
 */
export function joinSlices(slices: readonly Slice[]): JoinedSlices {
  const first = slices[0]!;
  const { width, height, channels } = first;
  const isStored =
    slices.every((slice) => hasScaleOf(slice, first)) && isFloat(first.slope) && isFloat(first.intercept);
  const type = isStored ? typeOfSamples(first.data) : 'float64';
  const length = width * height * channels;
  const bytesPerPixel = newSamples(type, 0).BYTES_PER_ELEMENT * channels;
  checkExtent({ width, height, slices: slices.length, bytesPerPixel });
  const data = newSamples(type, length * slices.length);
  for (const [k, slice] of slices.entries()) data.set(isStored ? slice.data : valuesOf(slice), k * length);
  const scale = isStored ? { slope: first.slope, intercept: first.intercept } : { slope: 1, intercept: 0 };
  return { width, height, slices: slices.length, channels, data, ...scale };
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
