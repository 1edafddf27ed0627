import type { Size } from '../../geometry/rect';
import { paletteColor } from '../../labels/palette';
import type { LabelledMask } from '../../mask/labelMap';
import type { RunLengthMask } from '../../mask/runLength';
import { crc32 } from '../../model/checkpoint/crc32';

/**
 * Deflates a part of a stream, to whole bytes.
 * @param isLast whether the stream ends with it
 */
export type DeflatePart = (bytes: Uint8Array, isLast: boolean) => Uint8Array;

/** Bytes of rows that are drawn at a time. */
const bandBytes = 4 * 2 ** 20;

/**
 * The PNG of `writeLabelPng` for an image that is too large to be drawn as a whole: row by row from run lengths, of which
 * later ones cover earlier ones.
 * @param colors `#rrggbb` by label value, for values of 8 bits; a grey PNG without them
 */
export function writeLargeLabelPng(
  size: Size,
  masks: readonly Pick<LabelledMask, 'mask' | 'value'>[],
  deflate: DeflatePart,
  colors?: ReadonlyMap<number, string>,
): Uint8Array {
  const highest = Math.max(0, ...masks.map(({ value }) => value));
  const bytes = highest > 255 ? 2 : 1;
  const indexed = bytes === 1 && colors !== undefined;
  const parts: Uint8Array[] = [Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)];
  const header = new Uint8Array(13);
  const view = new DataView(header.buffer);
  view.setUint32(0, size.width);
  view.setUint32(4, size.height);
  header.set([8 * bytes, indexed ? 3 : 0, 0, 0, 0], 8);
  parts.push(chunk('IHDR', header));
  if (indexed) parts.push(chunk('PLTE', paletteOf(colors, highest)));
  parts.push(...pixelChunks(size, masks, bytes, deflate), chunk('IEND', new Uint8Array(0)));
  const file = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    file.set(part, at);
    at += part.length;
  }
  return file;
}

/** The rows as a zlib stream (RFC 1950) in chunks of a band each. */
function* pixelChunks(
  { width, height }: Size,
  masks: readonly Pick<LabelledMask, 'mask' | 'value'>[],
  bytes: 1 | 2,
  deflate: DeflatePart,
): Generator<Uint8Array> {
  const cursors = masks.map(({ mask, value }) => ({ value, runs: new RunCursor(mask) }));
  const rowLength = 1 + width * bytes;
  const rows = Math.max(1, Math.floor(bandBytes / rowLength));
  const adler = new Adler32();
  for (let top = 0; top < height; top += rows) {
    const end = Math.min(top + rows, height);
    // Every row begins with the number of its filter: none.
    const band = new Uint8Array((end - top) * rowLength);
    let isEmpty = true;
    for (const { value, runs } of cursors) {
      for (const [start, length] of runs.upTo(end * width)) {
        isEmpty = false;
        fill(band, { start: start - top * width, length, width, bytes, value });
      }
    }
    if (isEmpty) adler.addZeros(band.length);
    else adler.add(band);
    const isLast = end === height;
    const packed = deflate(band, isLast);
    const head = top === 0 ? [0x78, 0x01] : [];
    const tail = isLast ? adler.bytes : [];
    const content = new Uint8Array(head.length + packed.length + tail.length);
    content.set(head);
    content.set(packed, head.length);
    content.set(tail, head.length + packed.length);
    yield chunk('IDAT', content);
  }
}

interface Run {
  readonly start: number;
  readonly length: number;
  readonly width: number;
  readonly bytes: 1 | 2;
  readonly value: number;
}

/** Gives pixels of a band a value, the higher byte first. */
function fill(band: Uint8Array, { start, length, width, bytes, value }: Run): void {
  for (let at = start; at < start + length;) {
    const row = Math.floor(at / width);
    const end = Math.min(start + length, (row + 1) * width);
    const from = row * (1 + width * bytes) + 1 + (at - row * width) * bytes;
    const to = from + (end - at) * bytes;
    if (bytes === 1) band.fill(value, from, to);
    else {
      for (let i = from; i < to; i += 2) {
        band[i] = value >> 8;
        band[i + 1] = value & 255;
      }
    }
    at = end;
  }
}

/** Goes through the runs of a mask's object once. */
class RunCursor {
  readonly #counts: RunLengthMask['counts'];
  #next = 1;
  /** First pixel of the run at `next` that was not given yet, and the one after its last. */
  #from: number;
  #to: number;

  constructor({ counts }: RunLengthMask) {
    this.#counts = counts;
    this.#from = counts[0] ?? 0;
    this.#to = this.#from + (counts[1] ?? 0);
  }

  /** What is left of the runs before a pixel: first pixel and length. */
  *upTo(end: number): Generator<readonly [start: number, length: number]> {
    while (this.#next < this.#counts.length && this.#from < end) {
      const to = Math.min(this.#to, end);
      if (to > this.#from) yield [this.#from, to - this.#from];
      if (this.#to > end) {
        this.#from = end;
        return;
      }
      this.#from = this.#to + (this.#counts[this.#next + 1] ?? 0);
      this.#to = this.#from + (this.#counts[this.#next + 2] ?? 0);
      this.#next += 2;
    }
  }
}

/** The checksum of zlib (RFC 1950, section 9). */
class Adler32 {
  static readonly #base = 65_521;
  /** Bytes whose sums stay below 2³². */
  static readonly #most = 5552;
  #a = 1;
  #b = 0;

  add(bytes: Uint8Array): void {
    for (let start = 0; start < bytes.length; start += Adler32.#most) {
      const end = Math.min(start + Adler32.#most, bytes.length);
      for (let i = start; i < end; i++) {
        this.#a += bytes[i]!;
        this.#b += this.#a;
      }
      this.#a %= Adler32.#base;
      this.#b %= Adler32.#base;
    }
  }

  addZeros(count: number): void {
    this.#b = (this.#b + this.#a * (count % Adler32.#base)) % Adler32.#base;
  }

  get bytes(): readonly number[] {
    return [this.#b >> 8, this.#b & 255, this.#a >> 8, this.#a & 255];
  }
}

function paletteOf(colors: ReadonlyMap<number, string>, highest: number): Uint8Array {
  const entries = Math.max(highest, ...[...colors.keys()].filter((value) => value <= 255)) + 1;
  const palette = new Uint8Array(3 * entries);
  for (let value = 1; value < entries; value++) {
    const color = colors.get(value) ?? paletteColor(value);
    palette.set(
      [1, 3, 5].map((at) => Number.parseInt(color.slice(at, at + 2), 16)),
      3 * value,
    );
  }
  return palette;
}

/** Length, type, content, and the checksum of the last two (PNG 3rd edition, section 5.3). */
function chunk(type: 'IHDR' | 'PLTE' | 'IDAT' | 'IEND', content: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(12 + content.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, content.length);
  bytes.set(
    Uint8Array.from(type, (letter) => letter.charCodeAt(0)),
    4,
  );
  bytes.set(content, 8);
  view.setUint32(8 + content.length, crc32(bytes.subarray(4, 8 + content.length)));
  return bytes;
}
