import { rectHeight, rectWidth, type Rect } from '../geometry/rect';
import { RunBuilder } from './part';
import type { RunLengthMask } from './runLength';

/** What of a mask lies in a part of its image. */
export interface MaskPart {
  /** In whole pixels of the image. */
  readonly rect: Rect;
  /** Of the part's size. */
  readonly runs: RunLengthMask;
}

/**
 * Cuts a mask into squares of `side` pixels, smaller ones at the right and the lower edge of the image, without drawing it. Squares
 * without any of its pixels are left out; the others come in no particular order.
 */
export function cutIntoParts({ size, counts }: RunLengthMask, side: number): readonly MaskPart[] {
  const [width, height] = size;
  const across = Math.ceil(width / side);
  const parts = new Map<number, { readonly rect: Rect; readonly builder: RunBuilder }>();
  const partAt = (column: number, row: number): { readonly rect: Rect; readonly builder: RunBuilder } => {
    const key = row * across + column;
    const known = parts.get(key);
    if (known !== undefined) return known;
    const [x0, y0] = [column * side, row * side];
    const rect = { x0, y0, x1: Math.min(x0 + side, width), y1: Math.min(y0 + side, height) };
    const part = { rect, builder: new RunBuilder([rectWidth(rect), rectHeight(rect)]) };
    parts.set(key, part);
    return part;
  };
  for (let i = 1, start = counts[0] ?? 0; i < counts.length; i += 2) {
    const end = start + counts[i]!;
    for (let at = start; at < end;) {
      const [x, y] = [at % width, Math.floor(at / width)];
      const { rect, builder } = partAt(Math.floor(x / side), Math.floor(y / side));
      const stop = Math.min(end, at - x + rect.x1);
      const origin = (y - rect.y0) * rectWidth(rect) - rect.x0;
      builder.add(origin + x, origin + x + stop - at);
      at = stop;
    }
    start = end + (counts[i + 1] ?? 0);
  }
  return [...parts.values()].map(({ rect, builder }) => ({ rect, runs: builder.finish() }));
}
