import { volumeOf, type SlicePlace } from '../../image/slicePlace';
import { t, type Text } from '../../text/message';

/** The columns of a table that say where in an image something lies. */
export interface PlaceColumns {
  readonly head: readonly Text[];
  readonly cells: (at: SlicePlace) => readonly Text[];
}

/**
 * Volume and slice, counted from 1, each only where one of the places is not in the first.
 * @param all also of rows that are not listed, so that tables of one report have the same columns
 */
export function placeColumns(all: readonly SlicePlace[]): PlaceColumns {
  const withVolume = all.some((at) => volumeOf(at) > 0);
  const withSlice = all.some(({ slice }) => slice > 0);
  return {
    head: [...(withVolume ? [t`Volume`] : []), ...(withSlice ? [t`Slice`] : [])],
    cells: (at) => [...(withVolume ? [String(volumeOf(at) + 1)] : []), ...(withSlice ? [String(at.slice + 1)] : [])],
  };
}
