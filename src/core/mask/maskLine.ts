import type { RunLengthMask } from './runLength';

/** Pixels of a mask along a line: from the first to before the second. */
export type Interval = readonly [start: number, end: number];

/**
 * Where a row or column of a mask belongs to the object, without unpacking the mask.
 * @param normal 0: along column `index`, in rows; 1: along row `index`, in columns
 */
export function maskLine({ size: [width, height], counts }: RunLengthMask, normal: 0 | 1, index: number): Interval[] {
  if (index < 0 || index >= (normal === 0 ? width : height)) return [];
  const intervals: Interval[] = [];
  const add = (start: number, end: number): void => {
    const last = intervals.at(-1);
    if (start >= end) return;
    if (last?.[1] === start) intervals[intervals.length - 1] = [last[0], end];
    else intervals.push([start, end]);
  };
  let start = 0;
  for (let i = 0; i < counts.length; i++) {
    const end = start + counts[i]!;
    if (i % 2 === 1 && normal === 1) {
      add(Math.max(start - index * width, 0), Math.min(end - index * width, width));
    } else if (i % 2 === 1) {
      // Pixel `index + width · y` of every row y that the run covers there.
      add(Math.ceil((start - index) / width), Math.ceil((end - index) / width));
    }
    start = end;
  }
  return intervals;
}
