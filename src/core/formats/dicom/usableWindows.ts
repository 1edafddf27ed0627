import { t } from '../../text/message';
import type { Slice } from '../../image/slice';
import { percentileWindow } from '../../image/applyWindow';

/** Modalities of single projections, whose window is for this very image; slices of a volume share one that may leave some black. */
const projections: ReadonlySet<string> = new Set(['CR', 'DX', 'IO', 'MG', 'PX', 'RF', 'RG', 'XA']);

/**
 * A slice of a projection with the windows that show something of it: one that lies outside of all its values would show a blank
 * page. Where none is left, it has the one between the percentiles of the values, whose name says why, and a remark.
 */
export function withUsableWindows(slice: Slice, modality: string): Slice {
  const { windows } = slice;
  if (windows.length === 0 || !projections.has(modality)) return slice;
  const [low, high] = rangeOf(slice);
  const usable = windows.filter(({ center, width }) => center - width / 2 < high && center + width / 2 > low);
  if (usable.length > 0) return { ...slice, windows: usable };
  if (low === high) return slice;
  const window = {
    ...percentileWindow(slice, 0.5, 99.5),
    name: t`from percentiles: the window in the header is outside the values`,
  };
  return {
    ...slice,
    windows: [window],
    remarks: [
      t`The window in the header is outside the values, so the image is shown from the 0.5th to the 99.5th percentile.`,
    ],
  };
}

/** Smallest and largest modality value that is no padding. */
function rangeOf({ data, slope, intercept, padding: [from, to] = [1, 0] }: Slice): readonly [number, number] {
  let [least, greatest] = [Infinity, -Infinity];
  for (const stored of data) {
    if (stored >= from && stored <= to) continue;
    if (stored < least) least = stored;
    if (stored > greatest) greatest = stored;
  }
  const ends = [least * slope + intercept, greatest * slope + intercept];
  return [Math.min(...ends), Math.max(...ends)];
}
