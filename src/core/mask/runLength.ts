import { UserError } from '../base/error';
import { finish, type Steps } from '../base/steps';
import type { Rect } from '../geometry/rect';
import { t } from '../text/message';
import { Mask } from './mask';

/**
 * Run lengths of a mask row by row: background first, then object, in turn; they add up to `width · height`.
 * (COCO's `counts` are the same idea column by column.) In memory they are a plain array; on their way to the page, and there, the
 * numbers of a typed one.
 */
export interface RunLengthMask {
  readonly size: readonly [width: number, height: number];
  readonly counts: ArrayLike<number>;
}

/** Run lengths as they are stored. */
interface StoredRuns extends RunLengthMask {
  readonly counts: readonly number[];
}

export function isSameMask(a: RunLengthMask, b: RunLengthMask): boolean {
  const { length } = a.counts;
  if (a.size[0] !== b.size[0] || a.size[1] !== b.size[1] || length !== b.counts.length) return false;
  for (let i = 0; i < length; i++) if (a.counts[i] !== b.counts[i]) return false;
  return true;
}

export function encodeRunLength(mask: Mask): StoredRuns {
  const counts: number[] = [];
  let value = 0;
  let start = 0;
  while (start < mask.data.length) {
    const next = mask.data.indexOf(1 - value, start);
    const end = next < 0 ? mask.data.length : next;
    counts.push(end - start);
    start = end;
    value = 1 - value;
  }
  return { size: [mask.width, mask.height], counts };
}

/**
 * Run lengths of every value above 0 of a label map, in one pass: the map of a whole body has a hundred labels a slice.
 * @param values label of each pixel, row by row, W×H
 * @returns by value, in ascending order
 */
export function encodeLabelMap(
  values: ArrayLike<number>,
  size: readonly [width: number, height: number],
): Map<number, RunLengthMask> {
  /** Runs so far of each value, and where its last run ended. */
  const open = new Map<number, { counts: number[]; end: number }>();
  const total = values.length;
  let start = 0;
  while (start < total) {
    const value = values[start]!;
    let end = start + 1;
    while (end < total && values[end] === value) end++;
    if (value > 0) {
      const runs = open.get(value) ?? { counts: [], end: 0 };
      if (runs.counts.length === 0) open.set(value, runs);
      runs.counts.push(start - runs.end, end - start);
      runs.end = end;
    }
    start = end;
  }
  const ordered = [...open].sort(([a], [b]) => a - b);
  return new Map(
    ordered.map(([value, { counts, end }]) => [
      value,
      { size, counts: end < total ? [...counts, total - end] : counts },
    ]),
  );
}

/** @throws UserError `damaged` when the runs do not add up to the size. */
export function decodeRunLength(runs: RunLengthMask): Mask {
  const mask = new Mask(...runs.size);
  fillRuns(mask.data, runs, 1);
  return mask;
}

/**
 * Gives the object's pixels a value.
 * @param plane `width · height` values, row by row
 * @throws UserError `damaged` when the runs do not add up to the size
 */
export function fillRuns(plane: Uint8Array | Uint16Array, runs: RunLengthMask, value: number): void {
  checkRuns(runs);
  const { counts } = runs;
  for (let i = 0, at = 0; i < counts.length; i++) {
    const end = at + counts[i]!;
    if (i % 2 === 1) plane.fill(value, at, end);
    at = end;
  }
}

/**
 * The smallest rectangle with whole-number sides around the object; undefined for an empty mask.
 * @throws UserError `damaged` when the runs do not add up to the size
 */
export function boundsOf(runs: RunLengthMask): Rect | undefined {
  checkRuns(runs);
  return finish(extentSteps(runs)).bounds;
}

/** Runs that are looked at in a step; even. */
export const stepRuns = 1 << 16;

/** The smallest rectangle around the object, as {@link boundsOf}, and its number of pixels, in steps: noise has millions of runs. */
export function* extentSteps({
  size,
  counts,
}: RunLengthMask): Steps<{ readonly bounds: Rect | undefined; readonly area: number }> {
  const [width] = size;
  let [x0, x1, y0, y1, area] = [width, 0, size[1], 0, 0];
  for (let i = 0, at = 0; i < counts.length; i++) {
    const end = at + counts[i]!;
    if (i % 2 === 1 && end > at) {
      const [first, last] = [Math.floor(at / width), Math.floor((end - 1) / width)];
      y0 = Math.min(y0, first);
      y1 = last + 1;
      x0 = first === last ? Math.min(x0, at % width) : 0;
      x1 = first === last ? Math.max(x1, ((end - 1) % width) + 1) : width;
      area += end - at;
    }
    at = end;
    if (i % stepRuns === stepRuns - 1) yield;
  }
  return { bounds: x1 > x0 ? { x0, y0, x1, y1 } : undefined, area };
}

function checkRuns({ size: [width, height], counts }: RunLengthMask): void {
  let sum = 0;
  let isWhole = true;
  for (let i = 0; i < counts.length; i++) {
    const count = counts[i]!;
    sum += count;
    if (!Number.isInteger(count) || count < 0) isWhole = false;
  }
  if (isWhole && sum === width * height) return;
  throw new UserError('damaged', {
    problem: t`The stored mask has run lengths for ${String(sum)} pixels, but its size is ${String(width)}×${String(height)}.`,
  });
}

/**
 * Dice coefficient of two masks of the same size, without drawing them; 1 for two empty ones.
 * @throws RangeError when they differ in size
 */
export function runOverlap(a: RunLengthMask, b: RunLengthMask): { readonly dice: number } {
  if (a.size[0] !== b.size[0] || a.size[1] !== b.size[1]) throw new RangeError('The masks differ in size.');
  let both = 0;
  let [i, j] = [0, 0];
  let [leftA, leftB] = [a.counts[0] ?? 0, b.counts[0] ?? 0];
  while (i < a.counts.length && j < b.counts.length) {
    const step = Math.min(leftA, leftB);
    if (i % 2 === 1 && j % 2 === 1) both += step;
    leftA -= step;
    leftB -= step;
    if (leftA === 0) leftA = a.counts[++i] ?? 0;
    if (leftB === 0) leftB = b.counts[++j] ?? 0;
  }
  const sum = areaOf(a) + areaOf(b);
  return { dice: sum === 0 ? 1 : (2 * both) / sum };
}

/** Number of object pixels. */
export function areaOf({ counts }: RunLengthMask): number {
  let sum = 0;
  for (let i = 1; i < counts.length; i += 2) sum += counts[i]!;
  return sum;
}
