import type { Mask } from './mask';
import type { MaskVolume } from './maskVolume';

/**
 * Exact squared Euclidean distance of every pixel's centre to the nearest object pixel's centre; 0 on the object, Infinity
 * everywhere when the mask is empty. One pass down the columns, then the lower envelope of parabolas along each row
 * (Felzenszwalb and Huttenlocher, Theory of Computing 8, 2012), so the time grows with the number of pixels alone.
 *
 * @param spacing size of a pixel [across, down]; the result has the square of its unit
 * @returns `width · height` values, row by row
 */
export function squaredDistances(
  { width, height, data }: Mask,
  [across, down]: readonly [number, number] = [1, 1],
): Float64Array {
  const distances = new Float64Array(width * height);
  columnDistances(distances, width, data, down);
  const rows = new Envelope(width, across);
  for (let y = 0; y < height; y++) rows.along(distances, y * width, 1);
  return distances;
}

/**
 * As {@link squaredDistances}, in a volume: one more pass through the slices.
 * @param spacing size of a voxel [across, down, through]
 * @returns `width · height · slices` values, slice by slice and row by row
 */
export function squaredDistancesInVolume(
  { width, height, slices, data }: MaskVolume,
  [across, down, through]: readonly [number, number, number] = [1, 1, 1],
): Float64Array {
  const area = width * height;
  const distances = new Float64Array(area * slices);
  const rows = new Envelope(width, across);
  for (let at = 0; at < distances.length; at += area) {
    const plane = distances.subarray(at, at + area);
    columnDistances(plane, width, data.subarray(at, at + area), down);
    for (let y = 0; y < height; y++) rows.along(plane, y * width, 1);
  }
  const pillars = new Envelope(slices, through);
  for (let at = 0; at < area; at++) pillars.along(distances, at, area);
  return distances;
}

/** Squared distance to the nearest object pixel of the same column. */
function columnDistances(distances: Float64Array, width: number, data: Uint8Array, down: number): void {
  for (let x = 0; x < width; x++) {
    let rows = Infinity;
    for (let at = x; at < distances.length; at += width) {
      rows = data[at] === 1 ? 0 : rows + 1;
      distances[at] = rows;
    }
    rows = Infinity;
    for (let at = distances.length - width + x; at >= 0; at -= width) {
      rows = data[at] === 1 ? 0 : rows + 1;
      distances[at] = (Math.min(rows, distances[at]!) * down) ** 2;
    }
  }
}

/** Lower envelopes of parabolas along lines of one length. */
class Envelope {
  readonly #length: number;
  readonly #unit: number;
  readonly #line: Float64Array;
  /** Apexes of the parabolas of the envelope, and where each begins to be the lowest. */
  readonly #apex: Int32Array;
  readonly #begin: Float64Array;

  /** @param spacing of the values of a line */
  constructor(length: number, spacing: number) {
    this.#length = length;
    this.#unit = spacing * spacing;
    this.#line = new Float64Array(length);
    this.#apex = new Int32Array(length);
    this.#begin = new Float64Array(length);
  }

  /** Replaces the values of a line by the lowest of the parabolas that stand on them. */
  along(values: Float64Array, start: number, step: number): void {
    const [length, unit, line, apex, begin] = [this.#length, this.#unit, this.#line, this.#apex, this.#begin];
    for (let i = 0; i < length; i++) line[i] = values[start + i * step]!;
    let last = -1;
    for (let i = 0; i < length; i++) {
      const value = line[i]!;
      if (value === Infinity) continue;
      let from = -Infinity;
      for (; last >= 0; last--) {
        const other = apex[last]!;
        from = ((value - line[other]!) / unit + i * i - other * other) / (2 * (i - other));
        if (from > begin[last]!) break;
      }
      last++;
      apex[last] = i;
      begin[last] = last === 0 ? -Infinity : from;
    }
    if (last < 0) return;
    for (let i = 0, at = 0; i < length; i++) {
      while (at < last && begin[at + 1]! < i) at++;
      const offset = i - apex[at]!;
      values[start + i * step] = line[apex[at]!]! + unit * offset * offset;
    }
  }
}
