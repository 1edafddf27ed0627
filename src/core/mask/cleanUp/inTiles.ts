import { intersectRect, rectHeight, rectOf, rectWidth, type Rect } from '../../geometry/rect';
import { Mask } from '../mask';
import { encodePart, paste, RunBuilder } from '../part';
import { crop } from '../patch';
import { boundsOf, type RunLengthMask } from '../runLength';
import { rowRunsOf, type RowRuns } from '../runParts';

/** Pixels along a side of what is drawn at a time. */
const tileSide = 512;

/**
 * Works on a mask piece by piece, so that masks of whole slides are never drawn: most objects are far smaller than their image, and
 * of large ones a tile is drawn at a time.
 *
 * @param reach pixels: what becomes of a pixel depends on those within this many columns and rows alone
 * @param work gets a cut-out of the mask and gives one of the same size; what the border of a cut-out cuts off goes on beyond it
 */
export function inTiles(
  mask: RunLengthMask,
  reach: number,
  work: (part: Mask) => Mask,
  side = tileSide,
): RunLengthMask {
  const [width, height] = mask.size;
  const image = rectOf({ width, height });
  const bounds = boundsOf(mask);
  if (bounds === undefined) return mask;
  const changed = intersectRect(grown(bounds, reach), image);
  const runs = rowRunsOf(mask);
  if (Math.max(rectWidth(changed), rectHeight(changed)) <= 2 * side) {
    return encodePart(work(drawn(runs, changed)), changed, mask.size);
  }
  const builder = new RunBuilder(mask.size);
  for (let y0 = changed.y0; y0 < changed.y1; y0 += side) {
    const band = { ...changed, y0, y1: Math.min(y0 + side, changed.y1) };
    if (firstAt(runs.rows, y0 - reach) === firstAt(runs.rows, band.y1 + reach)) continue;
    const result = new Mask(rectWidth(band), rectHeight(band));
    for (let x0 = changed.x0; x0 < changed.x1; x0 += side) {
      const tile = { ...band, x0, x1: Math.min(x0 + side, changed.x1) };
      const seen = intersectRect(grown(tile, reach), image);
      const part = drawn(runs, seen);
      // Far from every border, work changes nothing.
      const isPlain = part.data.indexOf(1 - part.data[0]!) < 0;
      if (isPlain && part.data[0] === 0) continue;
      const own = crop(isPlain ? part : work(part), within(tile, seen));
      paste(result, band, own, tile);
    }
    builder.addPart(result, band);
  }
  return builder.finish();
}

function grown({ x0, y0, x1, y1 }: Rect, by: number): Rect {
  return { x0: x0 - by, y0: y0 - by, x1: x1 + by, y1: y1 + by };
}

/** A rectangle as it lies in another one. */
function within({ x0, y0, x1, y1 }: Rect, frame: Rect): Rect {
  return { x0: x0 - frame.x0, y0: y0 - frame.y0, x1: x1 - frame.x0, y1: y1 - frame.y0 };
}

/** The pixels of a rectangle. */
function drawn({ length, rows, starts, ends }: RowRuns, rect: Rect): Mask {
  const part = new Mask(rectWidth(rect), rectHeight(rect));
  for (let run = firstAt(rows, rect.y0); run < length && rows[run]! < rect.y1; run++) {
    const [from, to] = [Math.max(starts[run]!, rect.x0) - rect.x0, Math.min(ends[run]!, rect.x1) - rect.x0];
    const row = (rows[run]! - rect.y0) * part.width;
    if (to > from) part.data.fill(1, row + from, row + to);
  }
  return part;
}

/** The first run at or below a row. */
function firstAt(rows: Int32Array, row: number): number {
  let [low, high] = [0, rows.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (rows[middle]! < row) low = middle + 1;
    else high = middle;
  }
  return low;
}
