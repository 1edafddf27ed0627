import { rectFromCorners } from '../../src/core/geometry/rect';
import { rectToViewport, toViewport, type ViewTransform } from '../../src/core/view/camera';
import type { Measurement } from '../../src/core/view/measure';
import { strokeWithHalo } from './halo';

const color = '#ffe14d';

/** Draws a measured line with its ends, or a measured ellipse. */
export function drawMeasurement(
  context: CanvasRenderingContext2D,
  { kind, from, to }: Measurement,
  transform: ViewTransform,
): void {
  context.save();
  const path = new Path2D();
  if (kind === 'ruler') {
    const [a, b] = [toViewport(transform, from), toViewport(transform, to)];
    path.moveTo(a.x, a.y);
    path.lineTo(b.x, b.y);
    for (const { x, y } of [a, b]) {
      path.moveTo(x + 3, y);
      path.arc(x, y, 3, 0, 2 * Math.PI);
    }
  } else {
    const { x0, y0, x1, y1 } = rectToViewport(transform, rectFromCorners(from, to));
    path.ellipse((x0 + x1) / 2, (y0 + y1) / 2, (x1 - x0) / 2, (y1 - y0) / 2, 0, 0, 2 * Math.PI);
  }
  strokeWithHalo(context, path, { color, width: 1.25 });
  context.restore();
}

/** Colour of the measurement's label. */
export const measureColor = color;
