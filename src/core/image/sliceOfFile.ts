import { placeOf } from './slicePlace';

/** Which slices of its image a file refers to. */
export interface SliceOfFile {
  /** 0-based; the one that the file holds, and that is meant where none is named. 0 but for a file of a series. */
  readonly slice: number;
  /** Slice that those named are counted from: its own, but 0 for the file that stands for a series. */
  readonly from: number;
  /** The volume that its slice is of, and that is meant where none is named. */
  readonly volume: number;
}

/** The slice of an image that is meant where a file is named, with or without a slice and a volume. */
export function placeNamed(
  file: SliceOfFile,
  named: { readonly slice?: number | undefined; readonly volume?: number | undefined },
): { slice: number; volume?: number } {
  const slice = named.slice === undefined ? file.slice : file.from + named.slice;
  return placeOf({ slice, volume: named.volume ?? file.volume });
}
