import type { Slice } from '../../src/core/image/slice';
import { toRgb } from '../../src/core/image/toRgb';
import { colorTable, plainColoring, type Coloring } from '../../src/core/view/colorMap';
import type { Appearance, Painter } from './painter';

/** Paints pixel by pixel; works everywhere. */
export class CanvasPainter implements Painter {
  readonly #canvas = document.createElement('canvas');

  paint(slice: Slice, { window, coloring }: Appearance): HTMLCanvasElement | undefined {
    const { width, height, channels, data } = toRgb(slice, window);
    if (this.#canvas.width !== width || this.#canvas.height !== height) {
      this.#canvas.width = width;
      this.#canvas.height = height;
    }
    const context = this.#canvas.getContext('2d');
    if (context === null) return undefined;
    const pixels = context.createImageData(width, height);
    fillPixels(pixels.data, data, channels, coloring);
    context.putImageData(pixels, 0, 0);
    return this.#canvas;
  }
}

/** Spreads grey levels by their colours, or RGB values, over opaque RGBA pixels. */
export function fillPixels(
  rgba: Uint8ClampedArray,
  values: Uint8Array,
  channels: 1 | 3,
  coloring: Coloring = plainColoring,
): void {
  const pixels = new Uint32Array(rgba.buffer, rgba.byteOffset, rgba.length / 4);
  if (channels === 1) {
    const table = colorTable(coloring);
    for (let i = 0; i < pixels.length; i++) pixels[i] = table[values[i]!]!;
  } else {
    const opaque = 0xff000000;
    for (let i = 0, at = 0; i < pixels.length; i++, at += 3) {
      pixels[i] = opaque | (values[at + 2]! << 16) | (values[at + 1]! << 8) | values[at]!;
    }
  }
}
