import { signal, untracked } from '@preact/signals';
import { rectHeight, rectWidth, uniteRects, type Rect } from '../../src/core/geometry/rect';
import { onceChanged } from '../store/onceChanged';

/**
 * Draws a picture as a whole when a signal that its drawing reads has changed. In between, while only strokes change, it is drawn
 * again where these do: a frame has no time for more on large screens.
 */
export class MovingPicture {
  readonly #context: CanvasRenderingContext2D;
  readonly #drawAll: () => void;
  /** Counts changes; read by who shows the picture. */
  readonly #version = signal(0);
  /** Set for as long as the last drawing is right, but for the strokes. */
  #stop: (() => void) | undefined;

  constructor(context: CanvasRenderingContext2D, drawAll: () => void) {
    this.#context = context;
    this.#drawAll = drawAll;
  }

  dispose(): void {
    this.#stop?.();
  }

  /** @param changed where strokes have changed, in CSS pixels */
  draw(changed: readonly Rect[]): void {
    this.#version.valueOf();
    if (this.#stop === undefined) {
      this.#stop = onceChanged(this.#drawAll, () => {
        this.#stop?.();
        this.#stop = undefined;
        this.#version.value = this.#version.peek() + 1;
      });
      return;
    }
    if (changed.length === 0) return;
    const part = changed.reduce(uniteRects);
    const context = this.#context;
    context.save();
    context.beginPath();
    context.rect(part.x0, part.y0, rectWidth(part), rectHeight(part));
    context.clip();
    untracked(this.#drawAll);
    context.restore();
  }
}
