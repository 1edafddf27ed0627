import type { Rect, Size } from '../geometry/rect';
import type { Slice } from './slice';
import type { SlicePlace } from './slicePlace';

/** A version of an image that its file holds. */
export interface StoredLevel extends Size {
  /** Width and height of what is decoded at a time. */
  readonly chunk: readonly [number, number];
}

/** Pixels along a side of an image for each of those that its decoder makes: JPEG decodes to an eighth in a fraction of the time. */
export type Reduction = 1 | 8;

/** A smaller version that is not in the file, but decoded faster than all pixels are. Its sides are rounded up. */
export interface ReducedReader {
  readonly reduction: Reduction;
  /** @param rect of whole pixels inside the smaller version */
  read(rect: Rect, at: SlicePlace): Promise<Slice>;
}

/** Reads rectangles of an image, as its file holds it. */
export interface RegionReader {
  /** The image itself first, then smaller versions of it. */
  readonly levels: readonly StoredLevel[];
  /**
   * @param rect of whole pixels inside the level
   * @returns a slice of the size of the rectangle
   * @throws UserError when nothing of it can be read
   */
  read(level: number, rect: Rect, at: SlicePlace): Promise<Slice>;
  /** Of what the decoder makes smaller. */
  readonly reduced?: ReducedReader;
}
