import { concatBytes } from '../../base/bytes';
import type { ByteSource } from '../../base/byteSource';
import type { LruMap } from '../../base/lru';
import type { Rect } from '../../geometry/rect';
import type { Reduction } from '../../image/regionReader';
import { t } from '../../text/message';
import { checkComplete, damaged } from '../failures';
import { inflateUpTo } from '../inflate';
import { adobeSegment } from '../jpeg/adobe';
import type { PixelCodecs } from '../pixelCodecs';
import { bytesPerSample, reverseGroups } from '../samples';
import { tag, type Directory } from './directory';
import { rowBytes, type PageHeader } from './header';
import { decodeLzw } from './lzw';
import { decodePackBits } from './packBits';
import { undoPredictor } from './predictor';
import { unzstdUpTo } from '../zstd';

/** Everything that decoding a page needs. */
export interface PageSource {
  readonly file: ByteSource;
  readonly littleEndian: boolean;
  readonly page: Directory;
  readonly header: PageHeader;
  /** Of a page of JPEG whose header states so many times smaller sizes, see `reducedHeader`: how its chunks are decoded. */
  readonly reduction?: Reduction;
  readonly codecs: PixelCodecs;
  /** Bytes from where the page's fields say to where its image lies: of images without a page of their own. */
  readonly shift?: number;
  /** Unpacked chunks of this page by their number, for pages of which several parts are read. */
  readonly unpacked?: LruMap<number, Uint8Array>;
}

/** A strip or tile: its place in the page and its unpacked samples, little endian. */
export interface Chunk {
  readonly plane: number;
  readonly left: number;
  readonly top: number;
  readonly rows: number;
  readonly samples: Uint8Array;
}

/**
 * Decodes those chunks of the first `planes` planes of a page that a rectangle meets, one after the other.
 * @param onBroken takes what is wrong with a chunk, which is left out; without it, the first one ends the reading
 * @throws UserError `damaged` or `unsupported-encoding`
 */
export async function* decodeChunks(
  source: PageSource,
  planes: number,
  rect: Rect,
  onBroken?: (chunk: ChunkPlace, error: unknown) => void,
): AsyncGenerator<Chunk> {
  const { header, page } = source;
  const { width, height, chunkWidth, chunkHeight, tiled } = header;
  const across = Math.ceil(width / chunkWidth);
  const down = Math.ceil(height / chunkHeight);
  const found = page.count(tiled ? tag.tileOffsets : tag.stripOffsets);
  const needed = planes * across * down;
  if (!(needed > 0 && needed <= found)) {
    throw damaged(t`The TIFF has ${found} of the ${needed} strips or tiles that its header declares.`);
  }
  for (let plane = 0; plane < planes; plane++) {
    for (let row = Math.floor(rect.y0 / chunkHeight); row * chunkHeight < rect.y1; row++) {
      for (let column = Math.floor(rect.x0 / chunkWidth); column * chunkWidth < rect.x1; column++) {
        const place = { column, row };
        try {
          yield await readChunk(source, { ...place, plane, index: (plane * down + row) * across + column }, rect);
        } catch (error) {
          if (onBroken === undefined) throw error;
          onBroken(place, error);
        }
      }
    }
  }
}

/** Column and row of a strip or tile among all of a page. */
export interface ChunkPlace {
  readonly column: number;
  readonly row: number;
}

async function readChunk(
  source: PageSource,
  { plane, column, row, index }: ChunkPlace & { readonly plane: number; readonly index: number },
  rect: Rect,
): Promise<Chunk> {
  const { header, page, file, shift = 0, unpacked: kept } = source;
  const { height, chunkWidth, chunkHeight, tiled, compression } = header;
  const left = column * chunkWidth;
  const top = row * chunkHeight;
  // The last strip is shorter; tiles are padded.
  const rows = tiled ? chunkHeight : Math.min(chunkHeight, height - top);
  const known = kept?.get(index);
  if (known !== undefined) return { plane, left, top, rows, samples: known };
  const counts = page.numbers(tiled ? tag.tileByteCounts : tag.stripByteCounts);
  const unpacked = rows * rowBytes(header);
  const stated = counts[index] ?? (counts.length === 0 ? unpacked : 0);
  if (stated === 0) throw damaged(t`A strip or tile of the TIFF is missing.`);
  // One strip may be stated to hold the images behind it, too.
  const announced = compression === 'none' ? Math.min(stated, unpacked) : stated;
  const offset = page.numbers(tiled ? tag.tileOffsets : tag.stripOffsets)[index]! + shift;
  checkComplete(file.size, offset + announced);
  if (compression === 'none' && announced === unpacked) {
    // Rows of what is not compressed can be read alone: a page may be one strip.
    const from = Math.max(rect.y0 - top, 0);
    const to = Math.min(rect.y1 - top, rows);
    const stored = await file.read(offset + from * rowBytes(header), (to - from) * rowBytes(header));
    return { plane, left, top: top + from, rows: to - from, samples: await unpack(stored, to - from, source) };
  }
  const samples = await unpack(await file.read(offset, announced), rows, source);
  kept?.set(index, samples);
  return { plane, left, top, rows, samples };
}

async function unpack(stored: Uint8Array, rows: number, source: PageSource): Promise<Uint8Array> {
  const { header, littleEndian } = source;
  if (header.compression === 'jpeg') return decodeJpeg(stored, rows, source);
  if (header.compression === 'jpeg-2000' || header.compression === 'webp') {
    return decodeWith(header.compression, stored, rows, source);
  }
  const length = rows * rowBytes(header);
  const raw = decompress(stored, length, source);
  if (raw.length < length) throw damaged(t`A strip or tile of the TIFF ends early; the file is truncated.`);
  const size = bytesPerSample(header.sampleType);
  if (header.bits % 8 !== 0) return unpackBits(raw, rows, header);
  // What follows works in place, and uncompressed data are a view of the file.
  const own = header.compression === 'none' ? raw.slice(0, length) : raw.subarray(0, length);
  if (!littleEndian && header.predictor !== 3) reverseGroups(own, size);
  undoPredictor(own, length / size / rows, header);
  return own;
}

function decompress(stored: Uint8Array, length: number, { header: { compression }, codecs }: PageSource): Uint8Array {
  if (compression === 'lzw') return decodeLzw(stored, length);
  if (compression === 'packBits') return decodePackBits(stored, length);
  if (compression === 'zstd') return unzstdUpTo(length, stored);
  if (compression !== 'deflate') return stored;
  return codecs.inflate?.(stored, length) ?? inflateUpTo(length, [stored], 'zlib').bytes;
}

/** Samples of fewer bits than their bytes, the highest bit first; every row begins at a whole byte. */
function unpackBits(raw: Uint8Array, rows: number, header: PageHeader): Uint8Array {
  const { bits, chunkWidth, samples, planar } = header;
  const perRow = chunkWidth * (planar ? 1 : samples);
  const bytesPerRow = rowBytes(header);
  const size = bits < 8 ? 1 : 2;
  const unpacked = new Uint8Array(rows * perRow * size);
  let to = 0;
  for (let row = 0; row < rows; row++) {
    for (let i = 0; i < perRow; i++) {
      const first = i * bits;
      const at = row * bytesPerRow + (first >> 3);
      // Three bytes hold any 16 bits.
      const word = (raw[at]! << 16) | ((raw[at + 1] ?? 0) << 8) | (raw[at + 2] ?? 0);
      const sample = (word >> (24 - bits - (first & 7))) & ((1 << bits) - 1);
      unpacked[to++] = sample & 255;
      if (size === 2) unpacked[to++] = sample >> 8;
    }
  }
  return unpacked;
}

/** A strip or tile that is a picture of another format. */
async function decodeWith(
  codec: 'jpeg-2000' | 'webp',
  stored: Uint8Array,
  rows: number,
  { header, codecs }: PageSource,
): Promise<Uint8Array> {
  const channels = header.planar ? 1 : header.samples;
  const frame = await codecs.decode(codec, stored);
  // What WebP decodes to has transparency, whether its samples do or not.
  const kept = Math.min(channels, frame.channels);
  const size = bytesPerSample(header.sampleType);
  if (
    frame.width !== header.chunkWidth ||
    frame.height !== rows ||
    kept < channels ||
    frame.data.BYTES_PER_ELEMENT !== size
  ) {
    throw damaged(t`The size of a decoded strip or tile of the TIFF differs from its header.`);
  }
  const bytes = new Uint8Array(frame.data.buffer, frame.data.byteOffset, frame.data.byteLength);
  if (kept === frame.channels) return bytes;
  const pixels = frame.width * rows;
  const samples = new Uint8Array(pixels * kept * size);
  for (let i = 0; i < pixels; i++) {
    const from = i * frame.channels * size;
    samples.set(bytes.subarray(from, from + kept * size), i * kept * size);
  }
  return samples;
}

/** A JPEG whose tables may lie in a field of their own (TIFF technical note 2). */
async function decodeJpeg(
  stored: Uint8Array,
  rows: number,
  { header, page, codecs, reduction = 1 }: PageSource,
): Promise<Uint8Array> {
  const tables = page.bytes(tag.jpegTables);
  const channels = header.planar || header.samples === 1 ? 1 : 3;
  // Tables are a JPEG without a frame: their segments go between the start marker and the rest.
  const stream = concatBytes([
    stored.subarray(0, 2),
    ...(channels === 3 ? [adobeSegment(header.ycbcr)] : []),
    ...(tables === undefined ? [] : [tables.subarray(2, -2)]),
    stored.subarray(2),
  ]);
  const layout = {
    width: header.chunkWidth,
    height: rows,
    channels,
    bitsAllocated: header.bits === 8 ? 8 : 16,
    bitsStored: header.bits,
    signed: false,
  } as const;
  const frame = await codecs.decode('jpeg', stream, reduction === 1 ? layout : undefined, reduction);
  if (frame.width !== layout.width || frame.height !== rows || frame.channels !== channels) {
    throw damaged(t`The size of a decoded strip or tile of the TIFF differs from its header.`);
  }
  return new Uint8Array(frame.data.buffer, frame.data.byteOffset, frame.data.byteLength);
}
