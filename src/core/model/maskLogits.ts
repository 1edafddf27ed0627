import { rectHeight, rectWidth } from '../geometry/rect';
import type { Mask } from '../mask/mask';
import type { ImageTransform } from './transform';

/**
 * A mask as low-resolution logits, for a decoder that is to improve on it: each of the G×G cells holds `strength` times the
 * part of the cell that the mask covers, brought from 0..1 to -1..1. Padding counts as uncovered.
 *
 * @param mask of the size of the image that `transform` is of
 * @param grid G
 */
export function maskLogits(mask: Mask, transform: ImageTransform, grid: number, strength: number): Float32Array {
  const { region, resized } = transform;
  const width = rectWidth(region);
  const height = rectHeight(region);
  const cell = transform.modelSize / grid;
  const columns = cellCover(width, resized.width, cell, grid);
  const rows = cellCover(height, resized.height, cell, grid);
  const covered = new Float32Array(grid * grid);
  const narrow = new Float32Array(grid);
  let filled = -1;
  rows.forEach((pixels, j) => {
    for (const [y, tall] of pixels) {
      if (y !== filled) {
        const start = (region.y0 + y) * mask.width + region.x0;
        columns.forEach((across, i) => {
          let sum = 0;
          for (const [x, wide] of across) sum += wide * (mask.data[start + x] ?? 0);
          narrow[i] = sum;
        });
        filled = y;
      }
      for (let i = 0; i < grid; i++) covered[j * grid + i] = (covered[j * grid + i] ?? 0) + tall * (narrow[i] ?? 0);
    }
  });
  return covered.map((part) => strength * (2 * part - 1));
}

/**
 * For each of `grid` cells of `cell` model pixels the image pixels it overlaps and the part of the cell that each covers,
 * when `from` pixels were resized to `to` model pixels.
 */
function cellCover(from: number, to: number, cell: number, grid: number): [pixel: number, part: number][][] {
  const side = (cell * from) / to;
  return Array.from({ length: grid }, (_, i) => {
    const low = i * side;
    const high = low + side;
    const cover: [number, number][] = [];
    for (let pixel = Math.floor(low); pixel < Math.min(from, Math.ceil(high)); pixel++) {
      cover.push([pixel, (Math.min(high, pixel + 1) - Math.max(low, pixel)) / side]);
    }
    return cover;
  });
}
