import { newLike, type SampleArray, type Slice } from './slice';

/** An axis of the volume: 0 along a row, 1 down a column, 2 through the slices. */
export type Axis = 0 | 1 | 2;

/**
 * The samples of one slice that lie in a plane across the slices.
 * @param normal 0: column `index` of the slice; 1: row `index`
 * @param index whole, from 0
 * @returns an image one pixel high
 * @throws RangeError for an index outside the slice
 */
export function lineOf(slice: Slice, normal: 0 | 1, index: number): Slice {
  const { width, height, channels, data } = slice;
  const length = normal === 0 ? height : width;
  const end = normal === 0 ? width : height;
  if (!(Number.isInteger(index) && index >= 0 && index < end)) {
    throw new RangeError(`Plane ${index} is outside 0 to ${end - 1}.`);
  }
  const line = data.slice(0, length * channels);
  for (let i = 0; i < length; i++) {
    const pixel = normal === 0 ? i * width + index : index * width + i;
    for (let channel = 0; channel < channels; channel++) {
      line[i * channels + channel] = data[pixel * channels + channel]!;
    }
  }
  return { ...slice, width: length, height: 1, data: line };
}

/**
 * One image of several of equal width, one below the other. Samples stay as they are stored; where slices are scaled or
 * stored in different ways they become modality values.
 * @throws RangeError for none, and for unequal widths
 */
export function stack(parts: readonly Slice[]): Slice {
  const [first] = parts;
  if (first === undefined) throw new RangeError('There are no images to stack.');
  const { width, channels } = first;
  if (parts.some((part) => part.width !== width || part.channels !== channels)) {
    throw new RangeError('Images of different widths cannot be stacked.');
  }
  const isAlike = parts.every(
    ({ data, slope, intercept }) =>
      data.constructor === first.data.constructor && slope === first.slope && intercept === first.intercept,
  );
  const height = parts.reduce((sum, part) => sum + part.height, 0);
  const length = width * height * channels;
  if (isAlike)
    return {
      ...first,
      height,
      data: join(
        parts.map(({ data }) => data),
        newLike(first.data, length),
      ),
    };
  const values = parts.map(({ data, slope, intercept }) => Float32Array.from(data, (v) => v * slope + intercept));
  const { padding: _padding, ...plain } = first;
  return { ...plain, height, data: join(values, new Float32Array(length)), slope: 1, intercept: 0 };
}

function join(parts: readonly SampleArray[], whole: SampleArray): SampleArray {
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
