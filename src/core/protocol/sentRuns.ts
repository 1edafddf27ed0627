import type { RunLengthMask } from '../mask/runLength';

/**
 * Masks as they are sent to a page: the runs of all of them in one buffer, which VS Code hands over as it is. A list of numbers
 * would become text, number by number, and masks of noise have millions of them.
 *
 * @returns the same masks in the same order
 */
export function sentRuns(masks: readonly RunLengthMask[]): RunLengthMask[] {
  const total = masks.reduce((sum, { counts }) => sum + counts.length, 0);
  const isWide = masks.some(({ size: [width, height] }) => width * height >= 2 ** 32);
  const all = isWide ? new Float64Array(total) : new Uint32Array(total);
  let at = 0;
  return masks.map(({ size, counts }) => {
    const start = at;
    at += counts.length;
    all.set(counts, start);
    return { size, counts: all.subarray(start, at) };
  });
}
