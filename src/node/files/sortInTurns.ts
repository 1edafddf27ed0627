import { setImmediate } from 'node:timers/promises';

/** Comparisons after which the thread may do something else. */
const turn = 4096;

/**
 * Sorts as `toSorted` does, and lets other work of the thread in between: a hundred thousand paths take a second to compare as
 * users do.
 */
export async function sortInTurns<T>(items: readonly T[], compare: (a: T, b: T) => number): Promise<T[]> {
  let runs: T[][] = [];
  for (let at = 0; at < items.length; at += turn) {
    runs.push(items.slice(at, at + turn).sort(compare));
    if (items.length > turn) await setImmediate();
  }
  while (runs.length > 1) {
    const merged: T[][] = [];
    for (let at = 0; at < runs.length; at += 2) merged.push(await merge(runs[at]!, runs[at + 1] ?? [], compare));
    runs = merged;
  }
  return runs[0] ?? [];
}

async function merge<T>(a: T[], b: readonly T[], compare: (a: T, b: T) => number): Promise<T[]> {
  if (b.length === 0) return a;
  // What is sorted already, as folders are that were listed in order, takes one comparison.
  if (compare(a.at(-1)!, b[0]!) <= 0) return a.concat(b);
  const merged: T[] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    const isFirst = j >= b.length || (i < a.length && compare(a[i]!, b[j]!) <= 0);
    merged.push(isFirst ? a[i++]! : b[j++]!);
    if (merged.length % turn === 0) await setImmediate();
  }
  return merged;
}
