import type { ReadonlySignal } from '@preact/signals';
import type { Rect } from '../../src/core/geometry/rect';
import type { SlicePlace } from '../../src/core/image/slicePlace';
import type { Mask } from '../../src/core/mask/mask';

/** What is painted on: an object, or one that has no id before the host has answered its first stroke. */
export interface Target {
  id: string | null;
}

/** A mask that is being changed in place. */
export interface Painting {
  readonly mask: Mask;
  /** Rectangles of its changes so far, see `StrokePainter.changes`. */
  readonly changes: readonly Rect[];
}

/** A stroke that is being made, or waits for the host. */
export interface StrokeView extends SlicePlace {
  readonly target: Target;
  /** The mask with the stroke: another object after each change. */
  readonly painting: ReadonlySignal<Painting>;
}
