/** Which slices of its image a file speaks of. */
export interface SliceOfFile {
  /** 0-based; the one that the file holds, and that is meant where none is named. 0 but for a file of a series. */
  readonly slice: number;
  /** Slice that those named are counted from: its own, but 0 for the file that stands for a series. */
  readonly from: number;
}

/** The slice of an image that is meant where a file is named, with or without a slice. */
export function sliceNamed({ slice, from }: SliceOfFile, named: number | undefined): number {
  return named === undefined ? slice : from + named;
}
