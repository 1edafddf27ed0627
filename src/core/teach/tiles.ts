import { rectHeight, rectOf, rectWidth, type Rect, type Size } from '../geometry/rect';
import { Mask } from '../mask/mask';
import { enlargeLogits } from '../model/postprocess';
import type { ImageTransform } from '../model/transform';

/** The part of its side by which a tile lies over the next. */
const overlap = 0.25;

/** `grid` × `grid` regions of whole pixels that cover an image and lie over each other; the image itself for 1. */
export function tilesOf(image: Size, grid: number): readonly Rect[] {
  if (grid === 1) return [rectOf(image)];
  const columns = spansOf(image.width, grid);
  const rows = spansOf(image.height, grid);
  return rows.flatMap(([y0, y1]) => columns.map(([x0, x1]) => ({ x0, y0, x1, y1 })));
}

function spansOf(length: number, grid: number): (readonly [number, number])[] {
  const side = Math.min(length, Math.max(1, Math.ceil(length / (grid - (grid - 1) * overlap))));
  return Array.from({ length: grid }, (_, i) => {
    const start = Math.round((i * (length - side)) / (grid - 1));
    return [start, start + side] as const;
  });
}

/** What the decoder says of one tile. */
export interface TileAnswer {
  /** G×G. */
  readonly logits: Float32Array;
  readonly transform: ImageTransform;
}

/** The mask that tiles give together: where they lie over each other, the one counts more whose border is farther away. */
export function mergeTiles(image: Size, answers: readonly TileAnswer[]): Mask {
  const sums = new Float32Array(image.width * image.height);
  for (const { logits, transform } of answers) {
    const { region } = transform;
    const [width, height] = [rectWidth(region), rectHeight(region)];
    const across = slopes(width);
    const down = slopes(height);
    const enlarged = enlargeLogits(logits, transform);
    for (let y = 0; y < height; y++) {
      const row = (region.y0 + y) * image.width + region.x0;
      for (let x = 0; x < width; x++) sums[row + x]! += enlarged[y * width + x]! * across[x]! * down[y]!;
    }
  }
  return new Mask(
    image.width,
    image.height,
    Uint8Array.from(sums, (sum) => (sum > 0 ? 1 : 0)),
  );
}

/** Distance to the nearer end, in parts of the overlap, at most 1. */
function slopes(length: number): Float32Array {
  const rise = Math.max(1, length * overlap);
  return Float32Array.from({ length }, (_, i) => Math.min(1, (Math.min(i, length - 1 - i) + 0.5) / rise));
}
