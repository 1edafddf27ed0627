import {
  intersectRect,
  isEmptyRect,
  rectFromCorners,
  rectHeight,
  rectOf,
  rectWidth,
  roundOutward,
  uniteRects,
  type Rect,
} from '../../src/core/geometry/rect';
import type { Mask } from '../../src/core/mask/mask';
import { crop } from '../../src/core/mask/patch';
import { rectToViewport, toImage, type ViewTransform } from '../../src/core/view/camera';
import { drawableOf } from '../store/objects';
import type { Painting } from '../store/strokeView';
import { outlineReach, type MaskStyle } from './maskLayer';
import { drawShape } from './roughLayer';

interface Drawn {
  readonly mask: Mask;
  readonly transform: ViewTransform;
  readonly style: string;
  /** How many of the mask's changes are drawn. */
  readonly changes: number;
}

/**
 * A mask that a stroke is changing. Only where it has changed since the picture before is it drawn again: the outline of a large
 * object takes longer to draw than a frame lasts.
 */
export class StrokeLayer {
  readonly #canvas = document.createElement('canvas');
  #drawn: Drawn | undefined;

  /**
   * Draws what has changed of the mask.
   * @param picture decides on size and units
   * @param view how the image lies on the screen, and the part of it that the mask is of
   * @returns where the layer looks different now, in CSS pixels; undefined where it does not
   */
  update(
    picture: CanvasRenderingContext2D,
    { mask, changes }: Painting,
    view: { readonly transform: ViewTransform; readonly frame: Rect },
    look: MaskStyle,
  ): Rect | undefined {
    const { transform } = view;
    const context = this.#canvas.getContext('2d');
    if (context === null) return undefined;
    const { width, height } = picture.canvas;
    const style = JSON.stringify([look, width, height]);
    const last = this.#drawn;
    const isSame = last?.mask === mask && last.transform === transform && last.style === style;
    if (!isSame) [this.#canvas.width, this.#canvas.height] = [width, height];
    const changed = isSame ? changes.slice(last.changes) : [mask.bounds].filter((bounds) => bounds !== undefined);
    context.setTransform(picture.getTransform());
    this.#drawn = { mask, transform, style, changes: changes.length };
    if (changed.length === 0) return undefined;
    return drawPart(context, mask, changed.reduce(uniteRects), inFrame(transform, view.frame), look);
  }

  /** Draws the layer onto a picture of the same size. */
  paint(picture: CanvasRenderingContext2D): void {
    picture.save();
    picture.resetTransform();
    picture.drawImage(this.#canvas, 0, 0);
    picture.restore();
  }
}

/**
 * Draws what is seen of a mask around some of its pixels, in the place of what was drawn there before.
 * @returns where, in CSS pixels; undefined where nothing of it is seen
 */
function drawPart(
  context: CanvasRenderingContext2D,
  mask: Mask,
  pixels: Rect,
  transform: ViewTransform,
  look: MaskStyle,
): Rect | undefined {
  // In pixels of the screen, so that no edge of the part shows.
  const { a: ratio } = context.getTransform();
  const around = grown(rectToViewport(transform, pixels), outlineReach);
  const onScreen = roundOutward(scaled(around, ratio));
  const seen = scaled(intersectRect(onScreen, rectOf(context.canvas)), 1 / ratio);
  if (isEmptyRect(seen)) return undefined;
  const { x0, y0, x1, y1 } = grown(seen, outlineReach);
  const needed = rectFromCorners(toImage(transform, { x: x0, y: y0 }), toImage(transform, { x: x1, y: y1 }));
  const part = intersectRect(roundOutward(needed), rectOf(mask));
  context.save();
  context.clearRect(seen.x0, seen.y0, rectWidth(seen), rectHeight(seen));
  context.beginPath();
  context.rect(seen.x0, seen.y0, rectWidth(seen), rectHeight(seen));
  context.clip();
  if (!isEmptyRect(part)) {
    drawShape(context, drawableOf(crop(mask, part), part), transform, look);
  }
  context.restore();
  return seen;
}

/** The transform of a part of the image. */
function inFrame(transform: ViewTransform, { x0, y0 }: Rect): ViewTransform {
  if (x0 === 0 && y0 === 0) return transform;
  const { scaleX, scaleY, x, y } = transform;
  return { ...transform, x: x + x0 * scaleX, y: y + y0 * scaleY };
}

function grown({ x0, y0, x1, y1 }: Rect, by: number): Rect {
  return { x0: x0 - by, y0: y0 - by, x1: x1 + by, y1: y1 + by };
}

function scaled({ x0, y0, x1, y1 }: Rect, by: number): Rect {
  return { x0: x0 * by, y0: y0 * by, x1: x1 * by, y1: y1 * by };
}
