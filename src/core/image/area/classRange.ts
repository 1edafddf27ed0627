import type { Rect } from '../../geometry/rect';
import { otsuThreshold } from '../../statistics/otsu';
import type { Slice } from '../slice';
import { valuesOf, type ValueRange } from '../valueRange';
import { centresIn } from './areaPixels';

/** Steps between the lowest and the highest value of a box by which its threshold can be moved. */
const levels = 64;

/**
 * Values of what lies in the middle of a box, as opposed to what surrounds it: those on its side of Otsu's threshold.
 * @param level moves the threshold by so many steps towards the object, or away from it
 * @returns undefined for a box without pixels
 */
export function classRange(slice: Slice, box: Rect, level = 0): ValueRange | undefined {
  const { x0, y0, x1, y1 } = centresIn(box, slice);
  if (x0 >= x1 || y0 >= y1) return undefined;
  const value = valuesOf(slice);
  const [all, middle] = [new Float64Array((x1 - x0) * (y1 - y0)), [] as number[]];
  const [quarterX, quarterY] = [(x1 - x0) / 4, (y1 - y0) / 4];
  for (let y = y0, i = 0; y < y1; y++) {
    for (let x = x0; x < x1; x++, i++) {
      all[i] = value(y * slice.width + x);
      const isInMiddle =
        x + 0.5 >= x0 + quarterX && x + 0.5 < x1 - quarterX && y + 0.5 >= y0 + quarterY && y + 0.5 < y1 - quarterY;
      if (isInMiddle) middle.push(all[i]!);
    }
  }
  const threshold = otsuThreshold(all);
  let [low, high] = [Infinity, -Infinity];
  for (const each of all) [low, high] = [Math.min(low, each), Math.max(high, each)];
  const above = middle.filter((each) => each > threshold).length;
  const step = (level * (high - low)) / levels;
  return 2 * above > middle.length ? [Math.min(threshold + step, high), high] : [low, Math.max(threshold - step, low)];
}
