import { RunBuilder } from '../part';
import type { RunLengthMask } from '../runLength';

/** What two objects make together: either, the first without the second, or both. */
export type Combination = 'union' | 'difference' | 'intersection';

const isIn: Readonly<Record<Combination, (a: boolean, b: boolean) => boolean>> = {
  union: (a, b) => a || b,
  difference: (a, b) => a && !b,
  intersection: (a, b) => a && b,
};

/** Combines two masks without drawing them. @throws RangeError when they differ in size */
export function combine(a: RunLengthMask, b: RunLengthMask, how: Combination): RunLengthMask {
  if (a.size[0] !== b.size[0] || a.size[1] !== b.size[1]) throw new RangeError('The masks differ in size.');
  const builder = new RunBuilder(a.size);
  let [i, j, at] = [0, 0, 0];
  let [leftA, leftB] = [a.counts[0] ?? 0, b.counts[0] ?? 0];
  while (i < a.counts.length && j < b.counts.length) {
    const step = Math.min(leftA, leftB);
    if (step > 0 && isIn[how](i % 2 === 1, j % 2 === 1)) builder.add(at, at + step);
    at += step;
    leftA -= step;
    leftB -= step;
    if (leftA === 0) leftA = a.counts[++i] ?? 0;
    if (leftB === 0) leftB = b.counts[++j] ?? 0;
  }
  return builder.finish();
}
