import {
  intersectRect,
  isEmptyRect,
  rectArea,
  rectFromCorners,
  rectHeight,
  rectOf,
  rectWidth,
  roundOutward,
  type Rect,
} from '../../src/core/geometry/rect';
import type { Mask } from '../../src/core/mask/mask';
import { crop } from '../../src/core/mask/patch';
import { traceOutline } from '../../src/core/mask/traceOutline';
import { toImage, type ViewTransform } from '../../src/core/view/camera';
import type { Drawable } from '../store/objects';
import { drawMask, outlineReach, type MaskStyle } from './maskLayer';

/** Pixels of a mask whose outline is drawn as a line, however rough it is. */
const fewPixels = 1 << 16;

/** Opacity of pixels at the edge of a rough mask. */
const edgeOpacity = 0.7;

/** Draws a mask by its outlines, or, where these have too many corners, by what each pixel of the screen shows of it. */
export function drawShape(
  context: CanvasRenderingContext2D,
  { rings, part, bounds }: Drawable,
  transform: ViewTransform,
  style: MaskStyle,
): void {
  if (rings !== undefined) {
    drawMask(context, rings, transform, style);
    return;
  }
  if (bounds === undefined) return;
  const [stepX, stepY] = [rectWidth(bounds) / part.width, rectHeight(bounds) / part.height];
  const { a: ratio } = context.getTransform();
  const [width, height] = [context.canvas.width / ratio, context.canvas.height / ratio];
  const { x0, y0, x1, y1 } = rectFromCorners(
    toImage(transform, { x: -outlineReach, y: -outlineReach }),
    toImage(transform, { x: width + outlineReach, y: height + outlineReach }),
  );
  const seen = intersectRect(
    roundOutward({
      ...{ x0: (x0 - bounds.x0) / stepX, y0: (y0 - bounds.y0) / stepY },
      ...{ x1: (x1 - bounds.x0) / stepX, y1: (y1 - bounds.y0) / stepY },
    }),
    rectOf(part),
  );
  if (isEmptyRect(seen)) return;
  if (rectArea(seen) > fewPixels) {
    drawPixels(context, { part, bounds }, transform, style);
    return;
  }
  const outlines = traceOutline(crop(part, seen)).map((ring) =>
    ring.map(({ x, y }) => ({ x: bounds.x0 + (x + seen.x0) * stepX, y: bounds.y0 + (y + seen.y0) * stepY })),
  );
  drawMask(context, outlines, transform, style);
}

/** Takes as long as the screen has pixels, whatever the mask is like. */
function drawPixels(
  context: CanvasRenderingContext2D,
  { part, bounds }: { readonly part: Mask; readonly bounds: Rect },
  transform: ViewTransform,
  { color, opacity }: MaskStyle,
): void {
  const { width, height } = context.canvas;
  const layer = document.createElement('canvas');
  [layer.width, layer.height] = [width, height];
  const own = layer.getContext('2d');
  if (own === null) return;
  const { across, down } = placesOn({ width, height }, context.getTransform().a, transform, { part, bounds });
  const picture = own.createImageData(width, height);
  const alphas = new Uint32Array(picture.data.buffer);
  const { data } = part;
  const [inside, edge] = [alphaOf(opacity), alphaOf(Math.max(opacity, edgeOpacity))];
  for (let y = 0; y < height; y++) {
    const row = down[y]!;
    if (row < 0) continue;
    const [above, below] = [down[y - 1] ?? -1, down[y + 1] ?? -1];
    for (let x = 0; x < width; x++) {
      const column = across[x]!;
      if (column < 0 || data[row + column] === 0) continue;
      const [left, right] = [across[x - 1] ?? -1, across[x + 1] ?? -1];
      const isInner =
        (left < 0 || data[row + left] === 1) &&
        (right < 0 || data[row + right] === 1) &&
        (above < 0 || data[above + column] === 1) &&
        (below < 0 || data[below + column] === 1);
      alphas[y * width + x] = isInner ? inside : edge;
    }
  }
  own.putImageData(picture, 0, 0);
  own.globalCompositeOperation = 'source-in';
  own.fillStyle = color;
  own.fillRect(0, 0, width, height);
  context.save();
  context.resetTransform();
  context.drawImage(layer, 0, 0);
  context.restore();
}

/** What to add up for the index of the mask's pixel in the middle of one of the screen; below 0 outside of the mask. */
function placesOn(
  { width, height }: { readonly width: number; readonly height: number },
  ratio: number,
  transform: ViewTransform,
  { part, bounds }: { readonly part: Mask; readonly bounds: Rect },
): { readonly across: Int32Array; readonly down: Int32Array } {
  const columnAt = (x: number): number => within(((x - bounds.x0) * part.width) / rectWidth(bounds), part.width);
  const rowAt = (y: number): number => {
    const row = within(((y - bounds.y0) * part.height) / rectHeight(bounds), part.height);
    return row < 0 ? -1 : row * part.width;
  };
  const turned = transform.turned === true;
  const across = Int32Array.from({ length: width }, (_, i) => {
    const at = toImage(transform, { x: (i + 0.5) / ratio, y: 0 });
    return turned ? rowAt(at.y) : columnAt(at.x);
  });
  const down = Int32Array.from({ length: height }, (_, i) => {
    const at = toImage(transform, { x: 0, y: (i + 0.5) / ratio });
    return turned ? columnAt(at.x) : rowAt(at.y);
  });
  return { across, down };
}

function within(place: number, length: number): number {
  const index = Math.floor(place);
  return index >= 0 && index < length ? index : -1;
}

/** A pixel of this opacity alone, in the order of bytes of picture data on all machines that VS Code runs on. */
function alphaOf(opacity: number): number {
  return Math.round(opacity * 255) * 2 ** 24;
}
