import { intersectRect, isEmptyRect, rectHeight, rectWidth, type Rect, type Size } from '../geometry/rect';
import { levelScale, overviewLevel, tileRect, tilesIn, tileSide, type TilePlace } from './pyramid';
import { newLike, type Slice } from './slice';

/** Tiles of one slice by their place. */
export type TileLookup = (tile: Pick<TilePlace, 'level' | 'column' | 'row'>) => Slice | undefined;

/**
 * A rectangle of a level put together from tiles. Where a tile is missing, the finest of the coarser ones that is there stands
 * in for it, enlarged.
 * @param overview all of the coarsest level
 * @param size of level 0
 * @param rect of whole pixels of the level, inside of it
 */
export function composeTiles(tiles: TileLookup, overview: Slice, size: Size, level: number, rect: Rect): Slice {
  const { channels } = overview;
  const last = overviewLevel(size);
  const data = newLike(overview.data, rectWidth(rect) * rectHeight(rect) * channels);
  const whole: Slice = { ...overview, width: rectWidth(rect), height: rectHeight(rect), data };
  for (const at of tilesIn(rect)) {
    const place = { level, ...at };
    const part = intersectRect(rect, tileRect(place, size));
    if (isEmptyRect(part)) continue;
    const own = level === last ? undefined : tiles(place);
    if (own === undefined) enlarge(coarser(tiles, overview, last, place), part, rect, whole, level);
    else copy(own, tileRect(place, size), part, rect, whole);
  }
  return whole;
}

/** The finest picture that shows a tile: of a coarser level. */
function coarser(
  tiles: TileLookup,
  overview: Slice,
  last: number,
  { level, column, row }: Pick<TilePlace, 'level' | 'column' | 'row'>,
): { readonly slice: Slice; readonly level: number; readonly x0: number; readonly y0: number } {
  for (let up = 1; level + up < last; up++) {
    const above = { level: level + up, column: column >> up, row: row >> up };
    const slice = tiles(above);
    if (slice !== undefined) {
      return { slice, level: above.level, x0: above.column * tileSide, y0: above.row * tileSide };
    }
  }
  return { slice: overview, level: last, x0: 0, y0: 0 };
}

function copy(from: Slice, origin: { x0: number; y0: number }, part: Rect, rect: Rect, to: Slice): void {
  const { channels } = to;
  const row = rectWidth(part) * channels;
  for (let y = part.y0; y < part.y1; y++) {
    const start = ((y - origin.y0) * from.width + part.x0 - origin.x0) * channels;
    to.data.set(from.data.subarray(start, start + row), ((y - rect.y0) * to.width + part.x0 - rect.x0) * channels);
  }
}

function enlarge(from: ReturnType<typeof coarser>, part: Rect, rect: Rect, to: Slice, level: number): void {
  const { channels } = to;
  const { slice, x0, y0 } = from;
  const scale = levelScale(from.level - level);
  const column = (x: number): number => Math.min(Math.floor(x / scale) - x0, slice.width - 1) * channels;
  const columns = Int32Array.from({ length: rectWidth(part) }, (_, i) => column(part.x0 + i));
  for (let y = part.y0; y < part.y1; y++) {
    const row = Math.min(Math.floor(y / scale) - y0, slice.height - 1) * slice.width * channels;
    let at = ((y - rect.y0) * to.width + part.x0 - rect.x0) * channels;
    for (const start of columns) {
      for (let channel = 0; channel < channels; channel++) to.data[at++] = slice.data[row + start + channel]!;
    }
  }
}
