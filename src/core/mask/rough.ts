import type { Mask } from './mask';

/** A mask with more runs than this has an outline that takes longer to draw than a person waits for. */
const mostRuns = 30_000;

/** Whether an outline has too many corners to be drawn as a line, by the number of runs, see `RunLengthMask`. */
export function isRoughly(runs: number): boolean {
  return runs > mostRuns;
}

/** As {@link isRoughly}, of a mask. */
export function isRough({ data }: Mask): boolean {
  if (data.length < 2 * mostRuns) return false;
  let runs = 0;
  for (let at = data.indexOf(1); at >= 0 && runs <= mostRuns; runs++) {
    const end = data.indexOf(0, at);
    at = end < 0 ? -1 : data.indexOf(1, end);
  }
  return isRoughly(runs);
}
