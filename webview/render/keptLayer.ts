import { signal, untracked } from '@preact/signals';
import { onceChanged } from '../store/onceChanged';

/**
 * A part of a picture that is drawn again only when a signal that its drawing reads has changed: what lies under a stroke stays
 * the same while the stroke follows the pointer, and takes longer to draw than the stroke. It is kept from the second picture on
 * that shows it: of what changes in every frame, a copy would be made in vain.
 */
export class KeptLayer {
  readonly #canvas = document.createElement('canvas');
  readonly #draw: (context: CanvasRenderingContext2D) => void;
  /** Counts changes; read by who shows the layer. */
  readonly #version = signal(0);
  /** Set for as long as the last drawing is right. */
  #stop: (() => void) | undefined;
  #isKept = false;

  constructor(draw: (context: CanvasRenderingContext2D) => void) {
    this.#draw = draw;
  }

  dispose(): void {
    this.#stop?.();
  }

  /** Draws the layer onto a picture, which decides on its size and units. */
  paint(picture: CanvasRenderingContext2D): void {
    this.#version.valueOf();
    if (this.#stop === undefined) {
      this.#isKept = false;
      this.#stop = onceChanged(
        () => {
          this.#draw(picture);
        },
        () => {
          this.#stop?.();
          this.#stop = undefined;
          this.#version.value = this.#version.peek() + 1;
        },
      );
      return;
    }
    this.#isKept ||= untracked(() => this.#keep(picture));
    picture.save();
    picture.resetTransform();
    picture.drawImage(this.#canvas, 0, 0);
    picture.restore();
  }

  #keep(picture: CanvasRenderingContext2D): boolean {
    [this.#canvas.width, this.#canvas.height] = [picture.canvas.width, picture.canvas.height];
    const context = this.#canvas.getContext('2d');
    if (context === null) return false;
    context.setTransform(picture.getTransform());
    this.#draw(context);
    return true;
  }
}
