import type { RunLengthMask } from '../runLength';
import { maskOfParts, masksOfParts, partsOfRuns, rowRunsOf, type PartsOfRuns } from '../runParts';
import { combine } from './combine';

/**
 * Fills holes: background that does not reach the border of the image, by the sides of pixels.
 * @param most area in pixels of the largest hole that is filled; all when left out
 */
export function fillHoles(mask: RunLengthMask, most = Infinity): RunLengthMask {
  const { ground, open } = groundOf(mask);
  const holes = maskOfParts(ground, mask.size, (part) => !open.has(part) && ground.areas[part - 1]! <= most);
  return combine(mask, holes, 'union');
}

/** Number of holes, see {@link fillHoles}. */
export function countHoles(mask: RunLengthMask): number {
  const { ground, open } = groundOf(mask);
  return ground.areas.length - open.size;
}

/** The parts of the background, and which of them reach the border of the image. */
function groundOf(mask: RunLengthMask): { readonly ground: PartsOfRuns; readonly open: ReadonlySet<number> } {
  const [width, height] = mask.size;
  const ground = partsOfRuns(rowRunsOf(mask, 0), 4);
  const { runs, parts } = ground;
  const open = new Set<number>();
  for (let run = 0; run < runs.length; run++) {
    const row = runs.rows[run];
    const isAtBorder = row === 0 || row === height - 1 || runs.starts[run] === 0 || runs.ends[run] === width;
    if (isAtBorder) open.add(parts[run]!);
  }
  return { ground, open };
}

/** Keeps the largest 8-connected part; of equally large ones the first in reading order. */
export function keepLargest(mask: RunLengthMask): RunLengthMask {
  const found = partsOfRuns(rowRunsOf(mask), 8);
  const largest = found.areas.indexOf(found.areas.reduce((most, area) => Math.max(most, area), 0)) + 1;
  return maskOfParts(found, mask.size, (part) => part === largest);
}

/** Removes the 8-connected parts that have fewer than `least` pixels. */
export function removeIslands(mask: RunLengthMask, least: number): RunLengthMask {
  const found = partsOfRuns(rowRunsOf(mask), 8);
  return maskOfParts(found, mask.size, (part) => found.areas[part - 1]! >= least);
}

/** The 8-connected parts, the largest first. */
export function splitParts(mask: RunLengthMask): RunLengthMask[] {
  const found = partsOfRuns(rowRunsOf(mask), 8);
  const masks = masksOfParts(found, mask.size);
  return found.areas
    .map((area, i) => ({ area, mask: masks[i]! }))
    .sort((a, b) => b.area - a.area)
    .map(({ mask: part }) => part);
}
