import type { Mask } from './mask';

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
  const distances = squaredDistancesInColumns(width, height, data, down);
  const row = new Float64Array(width);
  /** Apexes of the parabolas of the envelope, and where each begins to be the lowest. */
  const apex = new Int32Array(width);
  const begin = new Float64Array(width);
  const unit = across * across;
  for (let y = 0; y < height; y++) {
    const out = distances.subarray(y * width, (y + 1) * width);
    row.set(out);
    let last = -1;
    for (let x = 0; x < width; x++) {
      const value = row[x]!;
      if (value === Infinity) continue;
      let from = -Infinity;
      for (; last >= 0; last--) {
        const other = apex[last]!;
        from = ((value - row[other]!) / unit + x * x - other * other) / (2 * (x - other));
        if (from > begin[last]!) break;
      }
      last++;
      apex[last] = x;
      begin[last] = last === 0 ? -Infinity : from;
    }
    if (last < 0) continue;
    let at = 0;
    for (let x = 0; x < width; x++) {
      while (at < last && begin[at + 1]! < x) at++;
      const offset = x - apex[at]!;
      out[x] = row[apex[at]!]! + unit * offset * offset;
    }
  }
  return distances;
}

/** Squared distance to the nearest object pixel of the same column. */
function squaredDistancesInColumns(width: number, height: number, data: Uint8Array, down: number): Float64Array {
  const distances = new Float64Array(width * height);
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
  return distances;
}
