import type { Point, Rect } from '../../src/core/geometry/rect';
import { toViewport, type ViewTransform } from '../../src/core/view/camera';
import { strokeWithHalo } from './halo';

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
  const path = new Path2D();
  for (const [from, to] of [
    [image.x0, left - gap],
    [left + gap, image.x1],
  ] as const) {
    path.moveTo(from, top);
    path.lineTo(to, top);
  }
  for (const [from, to] of [
    [image.y0, top - gap],
    [top + gap, image.y1],
  ] as const) {
    path.moveTo(left, from);
    path.lineTo(left, to);
  }
  strokeWithHalo(context, path, { color: '#7fd4ff', width: 1 });
  context.restore();
}
