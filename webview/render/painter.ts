import type { Slice } from '../../src/core/image/slice';
import type { Window } from '../../src/core/image/window';
import type { Coloring } from '../../src/core/view/colorMap';

/** How a slice is displayed. */
export interface Appearance {
  /** null shows 8-bit samples as they are. */
  readonly window: Window | null;
  readonly coloring: Coloring;
}

/** Paints slices through a window, exactly as the model is shown them but for the colouring. All painters give the same pixels. */
export interface Painter {
  /** @returns a canvas of the slice's size, good until the next call; undefined where this painter cannot paint it */
  paint(slice: Slice, appearance: Appearance): HTMLCanvasElement | undefined;
}
