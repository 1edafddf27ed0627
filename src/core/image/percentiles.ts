import type { SampleArray, Slice } from './slice';

/** Percentiles are taken from about so many samples, evenly spread over the slices. */
const sampleCount = 65_536;

/**
 * Modality values at two percentiles (0 to 100) of the samples of slices together, without padding and values that are not finite.
 * When both are equal, the smallest and the largest value: a small bright spot on an even ground stays visible.
 * @returns zeros when no sample is left
 */
export function percentiles(slices: readonly Slice[], lower: number, upper: number): readonly [number, number] {
  const values = sortedSample(slices);
  const last = values.length - 1;
  if (last < 0) return [0, 0];
  const low = values[Math.floor((last * lower) / 100)]!;
  const high = values[Math.ceil((last * upper) / 100)]!;
  return low === high ? [values[0]!, values[last]!] : [low, high];
}

function sortedSample(slices: readonly Slice[]): Float64Array {
  const each = sampleCount / slices.length;
  const values = new Float64Array(
    slices.reduce((sum, { data }) => sum + Math.ceil(data.length / stepOf(data, each)), 0),
  );
  let count = 0;
  for (const { data, slope, intercept, padding } of slices) {
    const step = stepOf(data, each);
    for (let i = 0; i < data.length; i += step) {
      const stored = data[i]!;
      if (padding !== undefined && stored >= padding[0] && stored <= padding[1]) continue;
      const value = stored * slope + intercept;
      if (Number.isFinite(value)) values[count++] = value;
    }
  }
  return values.subarray(0, count).sort();
}

function stepOf({ length }: SampleArray, count: number): number {
  return Math.max(1, Math.floor(length / count));
}
