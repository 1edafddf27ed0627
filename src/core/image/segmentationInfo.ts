import type { Plane } from '../geometry/planeStack';
import { Mask } from '../mask/mask';
import { encodeRunLength, type RunLengthMask } from '../mask/runLength';
import type { Slice } from './slice';

/** What an image of segments, such as a DICOM Segmentation (PS3.3 A.51), says of its frames. */
export interface SegmentationInfo {
  /** `labels`: a frame's values are segment numbers; otherwise a frame belongs to one segment. */
  readonly kind: 'binary' | 'fractional' | 'labels';
  /** Stored value from which a pixel of a frame belongs to its segment. */
  readonly threshold: number;
  readonly segments: readonly Segment[];
  readonly frames: readonly SegmentFrame[];
  /** SOP Instance UIDs of the images that it, or one of its frames, says it was made of. */
  readonly sources: readonly string[];
  /** Time of its content, ISO 8601. */
  readonly at: string;
}

export interface Segment {
  readonly number: number;
  /** Unique among the segments. */
  readonly label: string;
  /** CSS colour `#rrggbb`. */
  readonly color: string;
  /** `machine` for segments that an algorithm made without a person. */
  readonly origin: 'human' | 'machine';
  /** Name of the algorithm; empty where it has none. */
  readonly algorithm: string;
}

export interface SegmentFrame {
  /** undefined where the frame's values are segment numbers. */
  readonly segment?: number;
  readonly plane?: Plane;
  /** The image that the frame was made of, and its frame from 0 where that has several. */
  readonly source?: { readonly instance: string; readonly frame: number };
}

/** What a frame says of one segment. */
export interface FrameMask {
  readonly frame: number;
  readonly segment: number;
  readonly mask: RunLengthMask;
}

/** The segments on a frame with their pixels; none for a frame that is empty. */
export function frameMasks(segmentation: SegmentationInfo, frame: number, slice: Slice): FrameMask[] {
  const { kind, threshold, frames } = segmentation;
  const own = frames[frame]?.segment;
  const masks = new Map<number, Mask>();
  for (const [at, value] of slice.data.entries()) {
    if (value < threshold) continue;
    const segment = kind === 'labels' ? value : own;
    if (segment === undefined) continue;
    let mask = masks.get(segment);
    if (mask === undefined) masks.set(segment, (mask = new Mask(slice.width, slice.height)));
    mask.data[at] = 1;
  }
  return [...masks].map(([segment, mask]) => ({ frame, segment, mask: encodeRunLength(mask) }));
}
