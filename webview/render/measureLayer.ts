import { rectFromCorners } from '../../src/core/geometry/rect';
import { rectToViewport, toViewport, type ViewTransform } from '../../src/core/view/camera';
import type { Measurement } from '../../src/core/view/measure';

const color = '#ffe14d';

/** Draws a measured line with its ends, or a measured ellipse. */
export function drawMeasurement(
  context: CanvasRenderingContext2D,
  { kind, from, to }: Measurement,
  transform: ViewTransform,
): void {
  context.save();
  context.beginPath();
  if (kind === 'ruler') {
    const [a, b] = [toViewport(transform, from), toViewport(transform, to)];
    context.moveTo(a.x, a.y);
    context.lineTo(b.x, b.y);
    for (const { x, y } of [a, b]) {
      context.moveTo(x + 3, y);
      context.arc(x, y, 3, 0, 2 * Math.PI);
    }
  } else {
    const { x0, y0, x1, y1 } = rectToViewport(transform, rectFromCorners(from, to));
    context.ellipse((x0 + x1) / 2, (y0 + y1) / 2, (x1 - x0) / 2, (y1 - y0) / 2, 0, 0, 2 * Math.PI);
  }
  context.lineWidth = 3;
  context.strokeStyle = 'rgba(0, 0, 0, 0.6)';
  context.stroke();
  context.lineWidth = 1.25;
  context.strokeStyle = color;
  context.stroke();
  context.restore();
}

/** Colour of the measurement's label. */
export const measureColor = color;
