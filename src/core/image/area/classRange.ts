import { rectArea, type Rect } from '../../geometry/rect';
import { otsuThreshold } from '../../statistics/otsu';
import type { Slice } from '../slice';
import { codesOf, valuesOf, type ValueRange } from '../valueRange';
import { centresIn, rowsOf } from './areaPixels';

/** Steps between the lowest and the highest value of a box by which its threshold can be moved. */
const levels = 64;

/**
 * Values of what lies in the middle of a box, as opposed to what surrounds it: those on its side of Otsu's threshold.
 * @param level moves the threshold by so many steps towards the object, or away from it
 * @returns undefined for a box without pixels
 */
export function classRange(slice: Slice, box: Rect, level = 0): ValueRange | undefined {
  const all = centresIn(box, slice);
  if (all.x0 >= all.x1 || all.y0 >= all.y1) return undefined;
  const { values, counts } = valuesIn(slice, all);
  const threshold = otsuThreshold(values, counts);
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) [low, high] = [Math.min(low, value), Math.max(high, value)];
  const step = (level * (high - low)) / levels;
  const isAbove = 2 * shareAbove(valuesIn(slice, middleOf(all)), threshold) > 1;
  return isAbove ? [Math.min(threshold + step, high), high] : [low, Math.max(threshold - step, low)];
}

/** Values, and how often each of them is there: once when there are no counts. */
interface Values {
  readonly values: Float64Array;
  readonly counts?: Uint32Array;
}

/** The values of a part of a slice, counted where there are not many different ones. */
function valuesIn(slice: Slice, part: Rect): Values {
  const codes = codesOf(slice);
  if (codes === undefined || codes.count > rectArea(part)) {
    const value = valuesOf(slice);
    const values = new Float64Array(rectArea(part));
    let next = 0;
    for (const [start, end] of rowsOf(part, slice.width)) {
      for (let at = start; at < end; at++) values[next++] = value(at);
    }
    return { values };
  }
  const { count, codeAt, valueOf } = codes;
  const byCode = new Uint32Array(count);
  for (const [start, end] of rowsOf(part, slice.width)) {
    for (let at = start; at < end; at++) byCode[codeAt(at)]!++;
  }
  const counts = byCode.filter((times) => times > 0);
  const values = new Float64Array(counts.length);
  for (let code = 0, next = 0; code < count; code++) if (byCode[code]! > 0) values[next++] = valueOf(code);
  return { values, counts };
}

/** Pixels in the middle half of a rectangle, along both axes. */
function middleOf({ x0, y0, x1, y1 }: Rect): Rect {
  const [quarterX, quarterY] = [(x1 - x0) / 4, (y1 - y0) / 4];
  const first = (from: number): number => Math.ceil(from - 0.5);
  return { x0: first(x0 + quarterX), y0: first(y0 + quarterY), x1: first(x1 - quarterX), y1: first(y1 - quarterY) };
}

/** Share of values above a threshold; 0 of none. */
function shareAbove({ values, counts }: Values, threshold: number): number {
  let [above, all] = [0, 0];
  for (let i = 0; i < values.length; i++) {
    const count = counts?.[i] ?? 1;
    all += count;
    if (values[i]! > threshold) above += count;
  }
  return all === 0 ? 0 : above / all;
}
