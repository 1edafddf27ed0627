import { toViewport, type ViewTransform } from '../../src/core/view/camera';
import type { Ring } from '../../src/core/mask/traceOutline';
import { haloWidth, strokeWithHalo } from './halo';

export interface MaskStyle {
  readonly color: string;
  /** Opacity of the pixels, from 0 for an outline alone to 1. */
  readonly opacity: number;
  /** Selected masks have a stronger outline. */
  readonly selected: boolean;
  /** Dashes of the outline; none when absent. */
  readonly dash?: readonly number[] | undefined;
}

const outlineWidth = 1.5;
const selectedOutlineWidth = 2.5;

/** How far from a mask's pixels its outline is drawn, in CSS pixels; smoothing takes up to one more. */
export const outlineReach = selectedOutlineWidth / 2 + haloWidth + 1;

/** Draws a mask: a translucent fill over exactly its pixels, and an outline of a width that zooming does not change. */
export function drawMask(
  context: CanvasRenderingContext2D,
  rings: readonly Ring[],
  transform: ViewTransform,
  { color, opacity, selected, dash }: MaskStyle,
): void {
  const path = pathOf(rings, transform);
  context.save();
  context.lineJoin = 'round';
  if (opacity > 0) {
    context.globalAlpha = opacity;
    context.fillStyle = color;
    context.fill(path, 'evenodd');
    context.globalAlpha = 1;
  }
  strokeWithHalo(context, path, { color, width: selected ? selectedOutlineWidth : outlineWidth, dash });
  context.restore();
}

function pathOf(rings: readonly Ring[], transform: ViewTransform): Path2D {
  const path = new Path2D();
  for (const ring of rings) {
    for (const [index, corner] of ring.entries()) {
      const { x, y } = toViewport(transform, corner);
      if (index === 0) path.moveTo(x, y);
      else path.lineTo(x, y);
    }
    path.closePath();
  }
  return path;
}
