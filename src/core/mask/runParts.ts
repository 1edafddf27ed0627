import type { Connectivity } from './components';
import { RunBuilder } from './part';
import type { RunLengthMask } from './runLength';

/** The object's pixels of a mask as stretches of single rows, in reading order. */
export interface RowRuns {
  readonly length: number;
  readonly rows: Int32Array;
  /** First column, and the one after the last. */
  readonly starts: Int32Array;
  readonly ends: Int32Array;
}

/** Connected parts of a mask, found without drawing it. */
export interface PartsOfRuns {
  readonly runs: RowRuns;
  /** Number of the part of each run, from 1 in reading order of their first pixels. */
  readonly parts: Int32Array;
  /** Area of each part in pixels; that of part 1 is the first. */
  readonly areas: readonly number[];
}

/** @param value 1 for the object's pixels, 0 for those of the background */
export function rowRunsOf({ size: [width], counts }: RunLengthMask, value: 0 | 1 = 1): RowRuns {
  let length = 0;
  for (let i = value, at = value === 0 ? 0 : (counts[0] ?? 0); i < counts.length; i += 2) {
    const end = at + counts[i]!;
    if (end > at) length += Math.floor((end - 1) / width) - Math.floor(at / width) + 1;
    at = end + (counts[i + 1] ?? 0);
  }
  const [rows, starts, ends] = [new Int32Array(length), new Int32Array(length), new Int32Array(length)];
  let next = 0;
  for (let i = value, at = value === 0 ? 0 : (counts[0] ?? 0); i < counts.length; i += 2) {
    const end = at + counts[i]!;
    while (at < end) {
      const row = Math.floor(at / width);
      const stop = Math.min(end, (row + 1) * width);
      rows[next] = row;
      starts[next] = at - row * width;
      ends[next] = stop - row * width;
      next++;
      at = stop;
    }
    at = end + (counts[i + 1] ?? 0);
  }
  return { length, rows, starts, ends };
}

/**
 * The connected parts of what is given row by row; those of a whole slide take memory for their runs alone. Runs of neighbouring
 * rows are joined where they touch (union–find).
 */
export function partsOfRuns(runs: RowRuns, connectivity: Connectivity): PartsOfRuns {
  const { length, rows, starts, ends } = runs;
  // With corners, a run touches those that begin where it ends.
  const reach = connectivity === 8 ? 1 : 0;
  const roots = Int32Array.from({ length }, (_, i) => i);
  const rootOf = (run: number): number => {
    let root = run;
    while (roots[root] !== root) root = roots[root] = roots[roots[root]!]!;
    return root;
  };
  let above = 0;
  for (let run = 0; run < length; run++) {
    while (above < run && (rows[above]! < rows[run]! - 1 || isPast(above, run))) above++;
    for (let other = above; other < run && rows[other] === rows[run]! - 1; other++) {
      if (starts[other]! >= ends[run]! + reach) break;
      if (ends[other]! + reach > starts[run]!) join(rootOf(other), rootOf(run));
    }
  }
  const numbers = new Int32Array(length);
  const parts = new Int32Array(length);
  const areas: number[] = [];
  for (let run = 0; run < length; run++) {
    // The first run of a part is its root.
    const root = rootOf(run);
    if (root === run) numbers[run] = areas.push(0);
    parts[run] = numbers[root]!;
    areas[parts[run]! - 1]! += ends[run]! - starts[run]!;
  }
  return { runs, parts, areas };

  /** Whether a run of the row above ends before this one and all after it begin. */
  function isPast(other: number, run: number): boolean {
    return rows[other] === rows[run]! - 1 && ends[other]! + reach <= starts[run]!;
  }

  function join(a: number, b: number): void {
    if (a < b) roots[b] = a;
    else roots[a] = b;
  }
}

/** The mask of some of its parts. @param isKept by the number of the part, from 1 */
export function maskOfParts(
  { runs, parts }: PartsOfRuns,
  size: RunLengthMask['size'],
  isKept: (part: number) => boolean,
): RunLengthMask {
  const builder = new RunBuilder(size);
  for (let run = 0; run < runs.length; run++) if (isKept(parts[run]!)) addRun(builder, runs, run, size);
  return builder.finish();
}

/** A mask for each part, that of part 1 first. */
export function masksOfParts({ runs, parts, areas }: PartsOfRuns, size: RunLengthMask['size']): RunLengthMask[] {
  const builders = areas.map(() => new RunBuilder(size));
  for (let run = 0; run < runs.length; run++) addRun(builders[parts[run]! - 1]!, runs, run, size);
  return builders.map((builder) => builder.finish());
}

function addRun(
  builder: RunBuilder,
  { rows, starts, ends }: RowRuns,
  run: number,
  [width]: RunLengthMask['size'],
): void {
  builder.add(rows[run]! * width + starts[run]!, rows[run]! * width + ends[run]!);
}
