import type { Slice } from './slice';

/** Slices that are searched at most, spread over the volume. */
const mostSearched = 256;

/** The place in the middle of `count`; of an even number, the one before. */
export function middleOf(count: number): number {
  return Math.max(0, Math.floor((count - 1) / 2));
}

/** Whether a slice has something on it: padding, and a slice of a label map without labels, are the same everywhere. */
export function hasContent({ data, channels }: Pick<Slice, 'data' | 'channels'>): boolean {
  for (let at = channels; at < data.length; at++) {
    const [value, before] = [data[at]!, data[at - channels]!];
    if (value !== before && !(Number.isNaN(value) && Number.isNaN(before))) return true;
  }
  return false;
}

/**
 * The slice that a volume opens at: its middle, unless there is nothing on it. Then slices are searched from coarse to fine, up to 256
 * of them, and the middle of what is found is taken. Ends of objects are found by bisection, so that thin objects are met in
 * their middle, too.
 * @param count slices of the volume
 * @param isFilled whether there is something on a slice; asked once for each
 * @returns 0-based; the middle of the volume where nothing is found
 */
export async function openingSlice(count: number, isFilled: (slice: number) => Promise<boolean>): Promise<number> {
  const known = new Map<number, boolean>();
  const has = async (slice: number): Promise<boolean> => {
    const answer = known.get(slice) ?? (await isFilled(slice));
    known.set(slice, answer);
    return answer;
  };
  const middle = middleOf(count);
  if (count < 2 || (await has(middle))) return middle;
  for (let step = 2 ** Math.floor(Math.log2(count - 1)); step >= 1 && count / step <= mostSearched; step /= 2) {
    const found: number[] = [];
    for (let slice = 0; slice < count; slice += step) if (await has(slice)) found.push(slice);
    const [first, last] = [found[0], found.at(-1)];
    if (first === undefined || last === undefined) continue;
    const from = await lastFilled(first, Math.max(first - step, -1), has);
    const to = await lastFilled(last, Math.min(last + step, count), has);
    const between = from + middleOf(to - from + 1);
    return (await has(between)) ? between : found[middleOf(found.length)]!;
  }
  return middle;
}

/** The filled slice that is farthest from `filled` on the way to `empty`, which is not filled or outside. */
async function lastFilled(filled: number, empty: number, has: (slice: number) => Promise<boolean>): Promise<number> {
  while (Math.abs(empty - filled) > 1) {
    const between = Math.trunc((filled + empty) / 2);
    if (await has(between)) filled = between;
    else empty = between;
  }
  return filled;
}
