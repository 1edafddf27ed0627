import type { Slice } from './slice';

/** Percentiles are taken from about so many samples, evenly spread over the slice. */
const sampleCount = 65_536;

/**
 * Modality values at two percentiles (0 to 100) of a slice's samples, without padding and values that are not finite.
 * When both are equal, the smallest and the largest value: a small bright spot on an even ground stays visible.
 * @returns zeros when no sample is left
 */
export function percentiles(slice: Slice, lower: number, upper: number): readonly [number, number] {
  const values = sortedSample(slice);
  const last = values.length - 1;
  if (last < 0) return [0, 0];
  const low = values[Math.floor((last * lower) / 100)]!;
  const high = values[Math.ceil((last * upper) / 100)]!;
  return low === high ? [values[0]!, values[last]!] : [low, high];
}

function sortedSample({ data, slope, intercept, padding }: Slice): Float64Array {
  const step = Math.max(1, Math.floor(data.length / sampleCount));
  const values = new Float64Array(Math.ceil(data.length / step));
  let count = 0;
  for (let i = 0; i < data.length; i += step) {
    const stored = data[i]!;
    if (padding !== undefined && stored >= padding[0] && stored <= padding[1]) continue;
    const value = stored * slope + intercept;
    if (Number.isFinite(value)) values[count++] = value;
  }
  return values.subarray(0, count).sort();
}
