import { lineOf, stack } from './plane';
import type { Slice } from './slice';

/**
 * A plane across the slices of a volume, of which some may not be there yet: the nearest one stands in for those.
 * @param slices the volume's slices in order
 * @param normal 0: through column `index` of each slice; 1: through row `index`
 * @returns a line of every slice, one below the other; undefined where no slice is there
 */
export function planeOf(slices: readonly (Slice | undefined)[], normal: 0 | 1, index: number): Slice | undefined {
  const lines = slices.map((slice) => slice && lineOf(slice, normal, index));
  const there = [...lines.keys()].filter((k) => lines[k] !== undefined);
  if (there.length === 0) return undefined;
  let next = 0;
  return stack(
    lines.map((line, k) => {
      if (line !== undefined) return line;
      while (next + 1 < there.length && Math.abs(there[next + 1]! - k) <= Math.abs(there[next]! - k)) next++;
      return lines[there[next]!]!;
    }),
  );
}
