import type { Size } from '../../src/core/geometry/rect';
import type { Slice } from '../../src/core/image/slice';
import type { ViewTransform } from '../../src/core/view/camera';
import type { Page } from '../store/page';
import { SlicePainter } from './slicePainter';

/** Device pixels that an image pixel must take up before its square shape is shown instead of being smoothed. */
const pixelatedFrom = 6;

/** The pixels of a slice as the page is to show them, under all else that is drawn on the same canvas. */
export class SliceLayer {
  readonly #page: Page;
  readonly #painter: SlicePainter;

  constructor(page: Page) {
    this.#page = page;
    this.#painter = new SlicePainter(() => {
      page.repaints.value++;
    });
  }

  dispose(): void {
    this.#painter.dispose();
  }

  /** Has a canvas take CSS pixels. */
  scale(context: CanvasRenderingContext2D): void {
    const { value: ratio } = this.#page.pixelRatio;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
  }

  /** Empties the canvas, which takes CSS pixels from then on. */
  clear(context: CanvasRenderingContext2D, { width, height }: Size): void {
    this.scale(context);
    context.clearRect(0, 0, width, height);
  }

  draw(context: CanvasRenderingContext2D, slice: Slice, { scaleX, scaleY, x, y, turned }: ViewTransform): void {
    // Reading this signal schedules a repaint when nothing else changes.
    this.#page.repaints.valueOf();
    const { window, coloring, smooth, pixelRatio } = this.#page;
    const painted = this.#painter.paint(slice, { window: window.value, coloring: coloring.value });
    if (painted === undefined) return;
    const smallerSide = Math.min(Math.abs(scaleX), Math.abs(scaleY)) * pixelRatio.value;
    context.save();
    if (turned === true) context.transform(0, scaleY, scaleX, 0, x, y);
    else context.transform(scaleX, 0, 0, scaleY, x, y);
    context.imageSmoothingEnabled = smooth.value && smallerSide < pixelatedFrom;
    // Only what is made smaller has to be averaged; that takes as long as all else that a frame draws.
    context.imageSmoothingQuality = smallerSide < 1 ? 'medium' : 'low';
    context.drawImage(painted, 0, 0);
    context.restore();
  }
}
