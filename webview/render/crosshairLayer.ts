import type { Point, Rect } from '../../src/core/geometry/rect';
import { toViewport, type ViewTransform } from '../../src/core/view/camera';

/** Half the gap that leaves the middle of the crosshair free, in CSS pixels. */
const gap = 8;

/** Draws lines through a place of the image, as long as the image is, with a gap where they would cross. */
export function drawCrosshair(
  context: CanvasRenderingContext2D,
  at: Point,
  transform: ViewTransform,
  image: Rect,
): void {
  const { x, y } = toViewport(transform, at);
  const [left, top] = [Math.round(x - 0.5) + 0.5, Math.round(y - 0.5) + 0.5];
  context.save();
  context.beginPath();
  for (const [from, to] of [
    [image.x0, left - gap],
    [left + gap, image.x1],
  ] as const) {
    context.moveTo(from, top);
    context.lineTo(to, top);
  }
  for (const [from, to] of [
    [image.y0, top - gap],
    [top + gap, image.y1],
  ] as const) {
    context.moveTo(left, from);
    context.lineTo(left, to);
  }
  context.lineWidth = 3;
  context.strokeStyle = 'rgba(0, 0, 0, 0.4)';
  context.stroke();
  context.lineWidth = 1;
  context.strokeStyle = '#7fd4ff';
  context.stroke();
  context.restore();
}
