import type { Size } from '../geometry/rect';
import type { Message } from '../text/message';
import type { TileGap } from './tileGap';
import type { Window } from './window';

export type SampleArray =
  | Uint8Array
  | Int8Array
  | Uint16Array
  | Int16Array
  | Uint32Array
  | Int32Array
  | Float32Array
  | Float64Array;

/**
 * One 2-D slice of stored values, row by row; for colour, `channels` = 3, interleaved RGB and always 8 bits.
 * `value = stored · slope + intercept` gives the modality value (HU, MR signal …).
 */
export interface Slice extends Size {
  readonly channels: 1 | 3;
  readonly data: SampleArray;
  readonly slope: number;
  readonly intercept: number;
  /** DICOM MONOCHROME1: the smallest value is white. */
  readonly invert: boolean;
  /** Windows stored in the header for this slice, in modality values; the first is the default. */
  readonly windows: readonly Window[];
  /** Tables from modality values to grey levels that windows name by their index (DICOM's VOI LUTs). */
  readonly greyTables?: readonly GreyTable[];
  /** Stored values from the first to the second, both included, that fill pixels outside the image. */
  readonly padding?: readonly [number, number];
  /** What a person should know of it that only its pixels tell, a sentence each. */
  readonly remarks?: readonly Message[];
  /** Tiles that could not be read, which are black. */
  readonly gaps?: readonly TileGap[];
}

/** Grey levels 0 to 255 of modality values from `first` on; smaller and larger ones take the first and the last. */
export interface GreyTable {
  readonly first: number;
  readonly levels: Uint8Array;
}

/** An array of the same type, of zeros. */
export function newLike(data: SampleArray, length: number): SampleArray {
  return new (data.constructor as new (length: number) => SampleArray)(length);
}
