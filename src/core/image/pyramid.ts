import type { Rect, Size } from '../geometry/rect';
import type { SlicePlace } from './slicePlace';

/**
 * Large images are shown by levels and tiles, whatever their file holds: each level has half the width and height of the one before,
 * and is divided into square tiles from the upper left corner on. Level 0 is the image itself; all coordinates, prompts and
 * masks are those of level 0.
 */

/** Side of a tile, in pixels of its level. */
export const tileSide = 512;

/** Pixels up to which an image is held and shown as a whole. */
const mostWhole = 4096 * 4096;

/** Longest side of the coarsest level: the overview, which is always there. */
const longestOverview = 1024;

/** A tile of a slice. */
export interface TilePlace extends SlicePlace {
  readonly level: number;
  /** From 0. */
  readonly column: number;
  readonly row: number;
}

/** Whether an image is too large to be held and shown as a whole. */
export function isLarge({ width, height }: Size): boolean {
  return width * height > mostWhole;
}

/** Pixels of level 0 along a side of a pixel of a level. */
export function levelScale(level: number): number {
  return 2 ** level;
}

/** Size of a level; pixels at its right and lower edge may stand for fewer of level 0 than others. */
export function levelSize({ width, height }: Size, level: number): Size {
  const scale = levelScale(level);
  return { width: Math.ceil(width / scale), height: Math.ceil(height / scale) };
}

/** The coarsest level. */
export function overviewLevel(size: Size): number {
  let level = 0;
  while (Math.max(size.width, size.height) > longestOverview * levelScale(level)) level++;
  return level;
}

/**
 * The coarsest level that has a pixel for each of the screen's.
 * @param scale pixels of the screen along a pixel of level 0
 */
export function levelFor(scale: number, size: Size): number {
  // Scales are quotients, which may lie a rounding error below a power of two.
  const level = Math.floor(-Math.log2(scale) + 1e-6);
  return Math.min(Math.max(level, 0), overviewLevel(size));
}

/** The rectangle of a level, in its whole pixels, around one of level 0. */
export function rectAtLevel(rect: Rect, level: number, size: Size): Rect {
  const scale = levelScale(level);
  const { width, height } = levelSize(size, level);
  const within = (at: number, end: number): number => Math.min(Math.max(at, 0), end);
  return {
    x0: within(Math.floor(rect.x0 / scale), width),
    y0: within(Math.floor(rect.y0 / scale), height),
    x1: within(Math.ceil(rect.x1 / scale), width),
    y1: within(Math.ceil(rect.y1 / scale), height),
  };
}

/** What a tile covers, in pixels of its level; the last ones of a row or column are smaller. */
export function tileRect({ level, column, row }: Pick<TilePlace, 'level' | 'column' | 'row'>, size: Size): Rect {
  const { width, height } = levelSize(size, level);
  const [x0, y0] = [column * tileSide, row * tileSide];
  return { x0, y0, x1: Math.min(x0 + tileSide, width), y1: Math.min(y0 + tileSide, height) };
}

/** Columns and rows of the tiles that a rectangle of a level meets. */
export function tilesIn({ x0, y0, x1, y1 }: Rect): readonly { readonly column: number; readonly row: number }[] {
  const tiles: { column: number; row: number }[] = [];
  for (let row = Math.floor(y0 / tileSide); row * tileSide < y1; row++) {
    for (let column = Math.floor(x0 / tileSide); column * tileSide < x1; column++) tiles.push({ column, row });
  }
  return tiles;
}
