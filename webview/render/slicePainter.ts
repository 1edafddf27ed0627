import type { Slice } from '../../src/core/image/slice';
import { CanvasPainter } from './canvasPainter';
import type { Appearance } from './painter';
import { WebglPainter } from './webglPainter';

/** Paints slices on the graphics card where that can be had, else pixel by pixel; what was painted last is kept. */
export class SlicePainter {
  readonly #plain = new CanvasPainter();
  readonly #create: () => WebglPainter | undefined;
  /** null where there is none; undefined until it is asked for. */
  #webgl: WebglPainter | null | undefined;
  #painted: (Appearance & { readonly slice: Slice; readonly canvas: HTMLCanvasElement }) | undefined;

  /** @param onLost called when what was painted is gone and has to be painted again */
  constructor(onLost: () => void, webgl = (lost: () => void) => WebglPainter.create(lost)) {
    this.#create = () =>
      webgl(() => {
        this.#painted = undefined;
        onLost();
      });
  }

  /** @returns a canvas of the slice's size, good until the next call; undefined where a browser has no canvas to paint on */
  paint(slice: Slice, appearance: Appearance): HTMLCanvasElement | undefined {
    const last = this.#painted;
    const { window, coloring } = appearance;
    if (last?.slice === slice && last.window === window && last.coloring === coloring) return last.canvas;
    // To get a graphics card ready takes longer than to paint the first picture without.
    if (last !== undefined && this.#webgl === undefined) this.#webgl = this.#create() ?? null;
    const canvas = this.#webgl?.paint(slice, appearance) ?? this.#plain.paint(slice, appearance);
    this.#painted = canvas && { slice, window, coloring, canvas };
    return canvas;
  }

  dispose(): void {
    this.#webgl?.dispose();
  }
}
