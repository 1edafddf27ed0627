import type { Point } from '../../src/core/geometry/rect';
import { toViewport, type ViewTransform } from '../../src/core/view/camera';
import type { AreaDraft } from '../../src/core/view/areaGesture';
import { strokeWithHalo } from './halo';

const cornerSize = 7;
const dash = [6, 5];

/** The line of what is being drawn: closed where it encloses an area, dashed where that removes pixels, with a polygon's corners. */
export function drawArea(
  context: CanvasRenderingContext2D,
  { tool, points, erases }: AreaDraft,
  transform: ViewTransform,
  color: string,
): void {
  if (tool === 'fill') return;
  const places = (tool === 'threshold' ? corners(points) : points).map((point) => toViewport(transform, point));
  context.save();
  context.lineJoin = 'round';
  context.lineCap = 'round';
  const path = new Path2D();
  for (const [i, { x, y }] of places.entries()) {
    if (i === 0) path.moveTo(x, y);
    else path.lineTo(x, y);
  }
  if (tool === 'lasso' || tool === 'threshold') path.closePath();
  const width = tool === 'scribble' ? 4 : 1.5;
  strokeWithHalo(context, path, { color, width, dash: erases ? dash : [] });
  if (tool === 'polygon') {
    const closing = new Path2D();
    const [first, last] = [places[0]!, places.at(-1)!];
    closing.moveTo(last.x, last.y);
    closing.lineTo(first.x, first.y);
    context.globalAlpha = 0.6;
    strokeWithHalo(context, closing, { color, width: 1, dash });
    context.globalAlpha = 1;
    for (const place of places) drawCorner(context, place);
  }
  context.restore();
}

function drawCorner(context: CanvasRenderingContext2D, { x, y }: Point): void {
  const corner = [x - cornerSize / 2, y - cornerSize / 2, cornerSize, cornerSize] as const;
  context.fillStyle = '#ffffff';
  context.fillRect(...corner);
  context.lineWidth = 1;
  context.strokeStyle = '#000000';
  context.strokeRect(...corner);
}

function corners([a, b]: readonly Point[]): Point[] {
  if (a === undefined || b === undefined) return [];
  return [a, { x: b.x, y: a.y }, b, { x: a.x, y: b.y }];
}
