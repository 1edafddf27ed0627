import type { ModelInput } from '../../src/core/protocol/hostApi';
import { rectHeight, rectWidth, type Rect } from '../../src/core/geometry/rect';
import { rectToViewport, type ViewTransform } from '../../src/core/view/camera';
import { fillPixels } from './canvasPainter';

/** Draws the pixels that the model gets, each as a square, where they lie in the image's frame; black is what it does not see. */
export function drawModelInput(
  context: CanvasRenderingContext2D,
  { image, region }: ModelInput,
  transform: ViewTransform,
  frame: Rect,
): void {
  context.fillStyle = '#000000';
  context.fillRect(frame.x0, frame.y0, rectWidth(frame), rectHeight(frame));
  const pixels = new ImageData(image.width, image.height);
  fillPixels(pixels.data, image.data, image.channels);
  const canvas = new OffscreenCanvas(image.width, image.height);
  canvas.getContext('2d')?.putImageData(pixels, 0, 0);
  const { x0, y0, x1, y1 } = rectToViewport(transform, region);
  context.save();
  context.imageSmoothingEnabled = false;
  context.translate(transform.scaleX < 0 ? x1 : x0, transform.scaleY < 0 ? y1 : y0);
  context.scale(Math.sign(transform.scaleX), Math.sign(transform.scaleY));
  context.drawImage(canvas, 0, 0, x1 - x0, y1 - y0);
  context.restore();
}
