import { LruMap } from '../../base/lru';
import { rectHeight, rectWidth, type Rect } from '../../geometry/rect';
import type { Reduction, RegionReader } from '../../image/regionReader';
import type { SampleArray, Slice } from '../../image/slice';
import type { SlicePlace } from '../../image/slicePlace';
import { tileGap, type TileGap } from '../../image/tileGap';
import type { PageSource } from './chunks';
import type { PageHeader } from './header';
import type { Page } from './levels';
import { readPixels } from './pixels';

/** Bytes of unpacked chunks that are kept, as neighbouring regions share them. */
const keptBytes = 64 * 2 ** 20;

/** Pixels of a chunk up to which one is unpacked for the part of it that is wanted. */
const mostChunkPixels = 4096 * 4096;

/** Whether parts of a page can be read without decoding all of it. */
export function canReadRegions({ compression, chunkWidth, chunkHeight }: PageHeader): boolean {
  return compression === 'none' || chunkWidth * chunkHeight <= mostChunkPixels;
}

const reduction: Reduction = 8;

/** The same page with its strips or tiles decoded to an eighth; undefined where that is impossible or leaves parts of pixels. */
function reducedHeader(header: PageHeader): PageHeader | undefined {
  const { width, height, chunkWidth, chunkHeight, compression, bits } = header;
  const isWhole = (chunk: number, side: number): boolean => chunk % reduction === 0 || chunk === side;
  if (compression !== 'jpeg' || bits !== 8 || !isWhole(chunkWidth, width) || !isWhole(chunkHeight, height)) {
    return undefined;
  }
  const smaller = (side: number): number => Math.ceil(side / reduction);
  return {
    ...header,
    ...{ width: smaller(width), height: smaller(height) },
    ...{ chunkWidth: smaller(chunkWidth), chunkHeight: smaller(chunkHeight) },
  };
}

/** What of a TIFF is read by regions. */
interface Regions {
  /** The levels, that of the image itself first. */
  readonly levels: readonly PageHeader[];
  readonly pageOf: (at: SlicePlace, level: number) => Promise<Page>;
  /** How the samples become values. */
  readonly looks: Omit<Slice, 'width' | 'height' | 'data'>;
}

/** Reads a large TIFF by rectangles of its levels. Chunks that cannot be read are black, and named. */
export function regionsOf(
  source: Pick<PageSource, 'file' | 'littleEndian' | 'codecs'>,
  { levels, pageOf, looks }: Regions,
): RegionReader {
  /** Unpacked chunks of the pages that were read last. */
  const unpacked = new LruMap<string, LruMap<number, Uint8Array>>(levels.length + 2);
  const chunksOf = (key: string): LruMap<number, Uint8Array> => {
    const known = unpacked.get(key) ?? new LruMap<number, Uint8Array>(keptBytes, ({ byteLength }) => byteLength);
    unpacked.set(key, known);
    return known;
  };
  const readPage = async (
    page: Page & Pick<PageSource, 'reduction'>,
    { level, kept }: { readonly level: number; readonly kept: string },
    rect: Rect,
  ): Promise<Slice> => {
    const gaps: TileGap[] = [];
    const onBroken: Parameters<typeof readPixels>[2] = (chunk, error) => gaps.push(tileGap({ level, ...chunk }, error));
    const data: SampleArray = await readPixels({ ...source, ...page, unpacked: chunksOf(kept) }, rect, onBroken);
    return {
      ...{ width: rectWidth(rect), height: rectHeight(rect), data, ...looks },
      ...(gaps.length === 0 ? {} : { gaps }),
    };
  };
  const reduced = reducedHeader(levels[0]!);
  return {
    levels: levels.map(({ width, height, chunkWidth, chunkHeight }) => ({
      ...{ width, height, chunk: [chunkWidth, chunkHeight] as const },
    })),
    async read(level, rect, at) {
      const kept = `${at.slice} ${at.volume ?? 0} ${level}`;
      return readPage(await pageOf(at, level), { level, kept }, rect);
    },
    ...(reduced === undefined
      ? {}
      : {
          reduced: {
            reduction,
            read: async (rect: Rect, at: SlicePlace) => {
              const page = { ...(await pageOf(at, 0)), header: reduced, reduction };
              return readPage(page, { level: 0, kept: `${at.slice} ${at.volume ?? 0} reduced` }, rect);
            },
          },
        }),
  };
}
