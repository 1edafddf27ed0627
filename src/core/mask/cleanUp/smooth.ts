import { Mask } from '../mask';
import type { PixelSize } from './morphology';
import { withinBounds } from './withinBounds';

/** Standard deviations after which a Gaussian is cut off. */
const reach = 4;

/**
 * Smooths the border: a pixel is in the object where more than half of its surroundings are, weighted by a Gaussian. What
 * the border of the image cuts off is treated as continuing beyond it.
 * @param sigma standard deviation of the Gaussian, above 0, in the unit of `size`
 */
export function smooth(mask: Mask, sigma: number, size: PixelSize = [1, 1]): Mask {
  const [across, down] = size.map((length) => kernelOf(sigma / length)) as [Float64Array, Float64Array];
  const margin = Math.max(across.length, down.length);
  return withinBounds(mask, margin, ({ width, height, data }) => {
    const rows = convolve(Float64Array.from(data), { count: height, length: width, step: 1, stride: width }, across);
    const both = convolve(rows, { count: width, length: height, step: width, stride: 1 }, down);
    return new Mask(
      width,
      height,
      Uint8Array.from(both, (share) => Number(share > 0.5)),
    );
  });
}

/** Pixels that a Gaussian reaches, along the side where it reaches further; arguments as of {@link smooth}. */
export function smoothReach(sigma: number, size: PixelSize): number {
  return Math.max(...size.map((length) => kernelOf(sigma / length).length));
}

/** Weights of the centre and of one side of a Gaussian, by distance in pixels; the whole kernel adds up to 1. */
export function kernelOf(sigma: number): Float64Array {
  const radius = Math.max(1, Math.round(reach * sigma));
  const half = Float64Array.from({ length: radius + 1 }, (_, i) => Math.exp(-0.5 * (i / sigma) ** 2));
  const sum = half.reduce((total, weight, i) => total + (i === 0 ? weight : 2 * weight), 0);
  return half.map((weight) => weight / sum);
}

export interface Lines {
  readonly count: number;
  readonly length: number;
  /** Between the values of a line, and between the lines. */
  readonly step: number;
  readonly stride: number;
}

/**
 * Convolves each line with a symmetric kernel whose weights add up to 1; the values at its ends go on beyond them. Where all values
 * within reach are the same, so is the result, without work: masks are so nearly everywhere.
 */
export function convolve(
  values: Float64Array,
  { count, length, step, stride }: Lines,
  kernel: Float64Array,
): Float64Array {
  const result = new Float64Array(values.length);
  const reached = kernel.length - 1;
  for (let line = 0; line < count; line++) {
    const start = line * stride;
    // The stretch of equal values that a place lies in, from its first place to the one after its last.
    let [first, end] = [0, 0];
    for (let at = 0; at < length; at++) {
      if (at === end) {
        first = at;
        const value = values[start + at * step]!;
        for (end = at + 1; end < length && values[start + end * step]! === value;) end++;
      }
      if ((first === 0 || at - reached >= first) && (end === length || at + reached < end)) {
        result[start + at * step] = values[start + at * step]!;
        continue;
      }
      let sum = kernel[0]! * values[start + at * step]!;
      for (let i = 1; i < kernel.length; i++) {
        const before = values[start + Math.max(0, at - i) * step]!;
        const after = values[start + Math.min(length - 1, at + i) * step]!;
        sum += kernel[i]! * (before + after);
      }
      result[start + at * step] = sum;
    }
  }
  return result;
}
