import type { Slice } from '../../src/core/image/medicalImage';
import { CanvasPainter } from './canvasPainter';
import type { Appearance, Painter } from './painter';
import { WebglPainter } from './webglPainter';

/** Paints slices on the graphics card where that can be had, else pixel by pixel; what was painted last is kept. */
export class SlicePainter {
  readonly #painters: readonly Painter[];
  readonly #webgl: WebglPainter | undefined;
  #painted: (Appearance & { readonly slice: Slice; readonly canvas: HTMLCanvasElement }) | undefined;

  /** @param onLost called when what was painted is gone and has to be painted again */
  constructor(onLost: () => void, webgl = (lost: () => void) => WebglPainter.create(lost)) {
    this.#webgl = webgl(() => {
      this.#painted = undefined;
      onLost();
    });
    this.#painters = [...(this.#webgl === undefined ? [] : [this.#webgl]), new CanvasPainter()];
  }

  /** @returns a canvas of the slice's size, good until the next call; undefined where a browser has no canvas to paint on */
  paint(slice: Slice, appearance: Appearance): HTMLCanvasElement | undefined {
    const last = this.#painted;
    const { window, coloring } = appearance;
    if (last?.slice === slice && last.window === window && last.coloring === coloring) return last.canvas;
    for (const painter of this.#painters) {
      const canvas = painter.paint(slice, appearance);
      if (canvas === undefined) continue;
      this.#painted = { slice, window, coloring, canvas };
      return canvas;
    }
    return undefined;
  }

  dispose(): void {
    this.#webgl?.dispose();
  }
}
