import type { Mask } from '../mask/mask';
import type { Slice } from './slice';
import { inRange, type ValueRange } from './valueRange';

/** Which pixels a brush leaves alone. */
export interface BrushLimits {
  /** Only pixels whose value lies in it are changed; all are without one. */
  readonly range: ValueRange | null;
  /** Whether pixels of other objects are left to them. An eraser has only those of its own object anyway. */
  readonly sparesOthers: boolean;
}

/**
 * Whether a brush may change a pixel, by its index; undefined where it may change all.
 * @param slice needed for a range alone
 * @param others masks of the other objects of the slice
 */
export function allowedPixels(
  { range, sparesOthers }: BrushLimits,
  slice: Slice | undefined,
  others: readonly Mask[],
): ((index: number) => boolean) | undefined {
  const fits = range === null || slice === undefined ? undefined : inRange(slice, range);
  if (!sparesOthers || others.length === 0) return fits;
  return (index) => (fits?.(index) ?? true) && others.every(({ data }) => data[index] === 0);
}
