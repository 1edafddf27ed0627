import type { Mask } from '../mask/mask';
import type { Slice } from './slice';
import { inRange, type ValueRange } from './valueRange';

/** Which pixels a brush leaves alone. */
export interface BrushLimits {
  /** Only pixels whose value lies in it are changed; all are without one. */
  readonly range: ValueRange | null;
  /** Whether pixels of all other objects are left to them, not only those of locked ones. */
  readonly sparesOthers: boolean;
}

/** The objects that a brush does not paint over: the locked ones, or all. An eraser has only the pixels of its own object anyway. */
export function sparedObjects<T extends { readonly locked?: true | undefined }>(
  objects: readonly T[],
  { sparesOthers, erases }: Pick<BrushLimits, 'sparesOthers'> & { readonly erases: boolean },
): readonly T[] {
  return erases ? [] : objects.filter(({ locked }) => sparesOthers || locked === true);
}

/**
 * Whether a brush may change a pixel, by its index; undefined where it may change all.
 * @param slice needed for a range alone
 * @param spared masks of objects that are not painted over
 */
export function allowedPixels(
  range: ValueRange | null,
  slice: Slice | undefined,
  spared: readonly Mask[],
): ((index: number) => boolean) | undefined {
  const fits = range === null || slice === undefined ? undefined : inRange(slice, range);
  if (spared.length === 0) return fits;
  return (index) => (fits?.(index) ?? true) && spared.every(({ data }) => data[index] === 0);
}
