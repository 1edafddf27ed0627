const bins = 256;

/**
 * The value that divides numbers into two classes of the largest variance between them (Otsu, IEEE Transactions on Systems,
 * Man, and Cybernetics 9, 1979), to the nearest of 256 steps between the lowest and the highest.
 * @param counts how often each number is there; once when left out
 * @returns numbers above it are of the upper class; of equal numbers, that number
 * @throws RangeError for no numbers
 */
export function otsuThreshold(values: Float64Array, counts?: Uint32Array): number {
  const [low, high] = extremes(values);
  if (low === high) return low;
  const width = (high - low) / bins;
  const binned = new Float64Array(bins);
  for (let i = 0; i < values.length; i++) {
    binned[Math.min(Math.floor((values[i]! - low) / width), bins - 1)]! += counts?.[i] ?? 1;
  }
  const all = binned.reduce((sum, count) => sum + count, 0);
  const total = binned.reduce((sum, count, bin) => sum + count * bin, 0);
  let [below, sum, best, at] = [0, 0, -1, 0];
  for (let bin = 0; bin < bins - 1; bin++) {
    below += binned[bin]!;
    sum += binned[bin]! * bin;
    const above = all - below;
    if (below === 0 || above === 0) continue;
    const between = below * above * (sum / below - (total - sum) / above) ** 2;
    if (between > best) [best, at] = [between, bin];
  }
  return low + (at + 1) * width;
}

function extremes(values: Float64Array): readonly [number, number] {
  if (values.length === 0) throw new RangeError('There are no numbers to divide.');
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return [low, high];
}
