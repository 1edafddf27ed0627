import type { Slice } from '../../src/core/image/medicalImage';
import { toRgb } from '../../src/core/image/toRgb';
import type { Window } from '../../src/core/image/window';

/** Paints slices through a window, exactly as the model is shown them; the last one is kept. */
export class SlicePainter {
  readonly #canvas = document.createElement('canvas');
  #painted: { readonly slice: Slice; readonly window: Window | null } | undefined;

  paint(slice: Slice, window: Window | null): HTMLCanvasElement {
    if (this.#painted?.slice === slice && this.#painted.window === window) return this.#canvas;
    const { width, height, channels, data } = toRgb(slice, window);
    if (this.#canvas.width !== width || this.#canvas.height !== height) {
      this.#canvas.width = width;
      this.#canvas.height = height;
    }
    const context = this.#canvas.getContext('2d');
    if (context === null) return this.#canvas;
    const pixels = context.createImageData(width, height);
    fillPixels(pixels.data, data, channels);
    context.putImageData(pixels, 0, 0);
    this.#painted = { slice, window };
    return this.#canvas;
  }
}

/** Spreads grey or RGB values over opaque RGBA pixels. */
export function fillPixels(rgba: Uint8ClampedArray, values: Uint8Array, channels: 1 | 3): void {
  const pixels = new Uint32Array(rgba.buffer, rgba.byteOffset, rgba.length / 4);
  const opaque = 0xff000000;
  if (channels === 1) {
    for (let i = 0; i < pixels.length; i++) pixels[i] = opaque | (values[i]! * 0x010101);
  } else {
    for (let i = 0, at = 0; i < pixels.length; i++, at += 3) {
      pixels[i] = opaque | (values[at + 2]! << 16) | (values[at + 1]! << 8) | values[at]!;
    }
  }
}
