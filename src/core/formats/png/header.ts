import { concatBytes } from '../../base/bytes';
import { t } from '../../text/message';
import { orientationOf } from '../exif';
import { damaged } from '../failures';

/** What the chunks of a PNG say before anything is decompressed. */
export interface PngHeader {
  readonly width: number;
  readonly height: number;
  readonly depth: number;
  /** Samples per pixel as stored; a palette index is one. */
  readonly channels: number;
  readonly indexed: boolean;
  readonly interlaced: boolean;
  /** EXIF orientation, 1 to 8; 1 when there is none. */
  readonly orientation: number;
  /** The parts of the compressed pixel data. */
  readonly data: readonly Uint8Array[];
  /** Whole chunks that pixels depend on, in order. */
  readonly essential: readonly Uint8Array[];
}

const signatureBytes = 8;
const essentialTypes: ReadonlySet<string> = new Set(['IHDR', 'PLTE', 'tRNS', 'IDAT', 'IEND']);
const channelsOfColorType: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };

/**
 * Walks through the chunks of a PNG (PNG 3rd edition, 5.3).
 * @throws UserError `damaged` when chunks are missing or run past the end of the file
 */
export function readHeader(bytes: Uint8Array): PngHeader {
  const data: Uint8Array[] = [];
  const essential: Uint8Array[] = [];
  let header: Uint8Array | undefined;
  let orientation = 1;
  for (const { type, content, whole } of chunksOf(bytes)) {
    if (essentialTypes.has(type)) essential.push(whole);
    if (type === 'IHDR') header = content;
    if (type === 'IDAT') data.push(content);
    if (type === 'eXIf') orientation = orientationOf(content) ?? 1;
  }
  if (header?.length !== 13 || data.length === 0) throw damaged(t`The PNG has no header or no pixels.`);
  const channels = channelsOfColorType[header[9]!];
  if (channels === undefined) throw damaged(t`The PNG has an unknown colour type, ${header[9]!}.`);
  const size = new DataView(header.buffer, header.byteOffset, header.byteLength);
  return {
    width: size.getUint32(0),
    height: size.getUint32(4),
    depth: header[8]!,
    channels,
    indexed: header[9] === 3,
    interlaced: header[12] === 1,
    orientation,
    data,
    essential,
  };
}

interface Chunk {
  readonly type: string;
  readonly content: Uint8Array;
  /** With its length, type and checksum. */
  readonly whole: Uint8Array;
}

/**
 * The chunks of a PNG in order, up to its end marker.
 * @throws UserError `damaged` when there is none, or a chunk runs past the end of the file
 */
export function* chunksOf(bytes: Uint8Array): Generator<Chunk> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = signatureBytes; ;) {
    if (at + 12 > bytes.length) throw damaged(t`The PNG ends before its end marker; the file is truncated.`);
    const length = view.getUint32(at);
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    if (length > bytes.length - at - 12)
      throw damaged(t`The PNG ends within its ${type} chunk; the file is truncated.`);
    const next = at + 12 + length;
    yield { type, content: bytes.subarray(at + 8, at + 8 + length), whole: bytes.subarray(at, next) };
    if (type === 'IEND') return;
    at = next;
  }
}

/** The same PNG without profiles, texts and whatever else could be broken or blown up without touching the pixels. */
export function essentialChunks(bytes: Uint8Array, { essential }: PngHeader): Uint8Array {
  return concatBytes([bytes.subarray(0, signatureBytes), ...essential]);
}

/** Bytes that the pixel data inflate to: filtered rows, in seven passes when interlaced (PNG 3rd edition, 8). */
export function inflatedBytes({ width, height, depth, channels, interlaced }: PngHeader): number {
  const pass = (columns: number, rows: number): number =>
    columns > 0 ? rows * (1 + Math.ceil((columns * depth * channels) / 8)) : 0;
  if (!interlaced) return pass(width, height);
  return adam7.reduce(
    (sum, [x, y, dx, dy]) => sum + pass(Math.ceil((width - x) / dx), Math.max(0, Math.ceil((height - y) / dy))),
    0,
  );
}

/** First column and row, and steps, of each pass. */
const adam7 = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const;
