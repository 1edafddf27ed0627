import { rectHeight, rectWidth, type Size } from '../geometry/rect';
import type { ImageTransform } from './transform';

/** One channel of an image's pixels, row by row. */
export interface Channel extends Size {
  readonly data: Uint8Array;
  /** Values from one pixel to the next; 1 when left out. */
  readonly stride?: number;
  /** Index of the first pixel's value; 0 when left out. */
  readonly offset?: number;
}

/**
 * The mean of what each cell of the logit grid covers of the transform's region, by area. Padding counts as 0.
 *
 * @param channel of the size of the image that `transform` is of
 * @param grid G
 * @returns G×G means
 */
export function cellMeans(
  { data, width, stride = 1, offset = 0 }: Channel,
  transform: ImageTransform,
  grid: number,
): Float32Array {
  const { region, resized } = transform;
  const cell = transform.modelSize / grid;
  const columns = cellCover(rectWidth(region), resized.width, cell, grid);
  const rows = cellCover(rectHeight(region), resized.height, cell, grid);
  const means = new Float32Array(grid * grid);
  const narrow = new Float32Array(grid);
  let filled = -1;
  rows.forEach((pixels, j) => {
    for (const [y, tall] of pixels) {
      if (y !== filled) {
        const start = (region.y0 + y) * width + region.x0;
        columns.forEach((across, i) => {
          let sum = 0;
          for (const [x, wide] of across) sum += wide * (data[(start + x) * stride + offset] ?? 0);
          narrow[i] = sum;
        });
        filled = y;
      }
      for (let i = 0; i < grid; i++) means[j * grid + i] = (means[j * grid + i] ?? 0) + tall * (narrow[i] ?? 0);
    }
  });
  return means;
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
