import type { ReadonlySignal } from '@preact/signals';
import type { Rect } from '../../src/core/geometry/rect';
import { isSamePlace, type DrawingPlace } from '../../src/core/image/slicePlace';
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
export interface StrokeView {
  readonly place: DrawingPlace;
  /** The part of the image that the mask is of: all of it, unless the image is large. */
  readonly frame: Rect;
  readonly target: Target;
  /** Of the object. */
  readonly label: string;
  /** The mask with the stroke: another object after each change. */
  readonly painting: ReadonlySignal<Painting>;
}

/** The strokes at a place, the newest of each object. */
export function newestOn(place: DrawingPlace | undefined, strokes: readonly StrokeView[]): readonly StrokeView[] {
  if (place === undefined) return [];
  const here = strokes.filter((stroke) => isSamePlace(stroke.place, place));
  return here.filter(({ target }, i) => !here.slice(i + 1).some((later) => later.target === target));
}
