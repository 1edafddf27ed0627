import { LruMap } from '../../base/lru';
import { UserError } from '../../base/error';
import { intersectRect, isEmptyRect, rectHeight, rectWidth, type Rect, type Size } from '../../geometry/rect';
import type { RegionReader } from '../../image/regionReader';
import { newLike, type SampleArray, type Slice } from '../../image/slice';
import { volumeOf } from '../../image/slicePlace';
import { tileGap, type TileGap } from '../../image/tileGap';
import { t } from '../../text/message';
import type { Mosaic, MosaicTile } from './mosaic';

/** Bytes of decoded frames that are kept, as neighbouring regions share them. */
const keptBytes = 64 * 2 ** 20;

/** Reads rectangles of a slide from its frames. Frames that are missing or cannot be decoded are black, and named. */
export function mosaicRegions(
  mosaic: Mosaic,
  tile: Size,
  readFrame: (frame: number) => Promise<Slice>,
  frames: number,
): RegionReader {
  const kept = new LruMap<number, Slice>(keptBytes, ({ data }) => data.byteLength);
  const frameOf = async (frame: number): Promise<Slice> => {
    const slice = kept.get(frame) ?? (await readFrame(frame));
    kept.set(frame, slice);
    return slice;
  };
  /** A frame that tells how all of them look. */
  let sample: Promise<Slice> | undefined;
  return {
    levels: [{ width: mosaic.width, height: mosaic.height, chunk: [tile.width, tile.height] }],
    async read(_level, rect, at): Promise<Slice> {
      const gaps: TileGap[] = [];
      const tiles = mosaic.tilesIn(volumeOf(at), rect);
      let part: { readonly looks: Slice; readonly data: SampleArray } | undefined;
      const prepare = (looks: Slice): SampleArray => {
        part ??= { looks, data: emptyPart(looks, rect, mosaic.isSparse) };
        return part.data;
      };
      for (const each of tiles) {
        try {
          if (each.frame >= frames) throw new UserError('damaged', { problem: t`The frame is missing.` });
          const slice = await frameOf(each.frame);
          copyTile(slice, each, rect, prepare(slice));
        } catch (error) {
          gaps.push(tileGap({ level: 0, ...placeOf(each, tile) }, error));
        }
      }
      if (part === undefined) {
        sample ??= frameOf(0);
        prepare(await sample);
      }
      const { looks, data } = part!;
      return {
        ...{ ...looks, width: rectWidth(rect), height: rectHeight(rect), data },
        ...(gaps.length === 0 ? {} : { gaps }),
      };
    },
  };
}

/** Black; white where a sparse slide in colour has no tiles, as there is nothing but glass. */
function emptyPart({ channels, data }: Slice, rect: Rect, isSparse: boolean): SampleArray {
  const part = newLike(data, rectWidth(rect) * rectHeight(rect) * channels);
  return isSparse && channels === 3 ? part.fill(255) : part;
}

function copyTile({ width, channels, data }: Slice, tile: MosaicTile, rect: Rect, to: SampleArray): void {
  const both = intersectRect(tile.rect, rect);
  if (isEmptyRect(both)) return;
  const row = rectWidth(both) * channels;
  for (let y = both.y0; y < both.y1; y++) {
    const start = ((y - tile.rect.y0) * width + both.x0 - tile.rect.x0) * channels;
    to.set(data.subarray(start, start + row), ((y - rect.y0) * rectWidth(rect) + both.x0 - rect.x0) * channels);
  }
}

function placeOf({ rect }: MosaicTile, { width, height }: Size): { readonly column: number; readonly row: number } {
  return { column: Math.floor(rect.x0 / width), row: Math.floor(rect.y0 / height) };
}
