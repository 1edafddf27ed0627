import type { ReadonlySignal } from '@preact/signals';
import type { SlicePlace } from '../../src/core/image/slicePlace';
import type { Shape } from './objects';

/** What is painted on: an object, or one that has no id before the host has answered its first stroke. */
export interface Target {
  id: string | null;
}

/** A stroke that is being made, or waits for the host. */
export interface StrokeView extends SlicePlace {
  readonly target: Target;
  /** The mask with the stroke, traced when it is drawn. */
  readonly shape: ReadonlySignal<Shape>;
}
