import type { SlicePlace } from '../../core/image/slicePlace';
import type { GivenExample } from '../../core/protocol/teachApi';

/** A slice with accepted masks of a label. */
export interface AcceptedExample extends GivenExample, SlicePlace {
  /** Path of the image relative to the folder, with `/`. */
  readonly file: string;
  /** SHA-256 of its content. */
  readonly sha256: string;
  /** Number of masks that make up `mask`, and the area of the smallest in pixels. */
  readonly objects: number;
  readonly smallest: number;
  /** Who accepted or made the masks, where known. */
  readonly by?: string;
}
