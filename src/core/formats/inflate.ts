import { messageOf } from '../base/error';
import { Gunzip, Inflate, Unzlib } from 'fflate';
import { t } from '../text/message';
import { damaged } from './failures';
import type { Deflate } from './content';

const decompressors = { gzip: Gunzip, zlib: Unzlib, raw: Inflate };

/** Compressed bytes go in by pieces of this size, so that a bomb is noticed before it fills the memory. */
const piece = 16_384;
/** The same where little is wanted: what comes out of one piece may be a thousand times as much. */
const smallPiece = 512;
/** Deflate makes at most 258 bytes of two bits (RFC 1951): more than this of a byte is announced by broken or hostile headers. */
const largestRatio = 1032;

/**
 * Checks that a deflated stream can hold what a header announces, before anything is inflated.
 * @param compressed bytes of the stream
 * @throws UserError `damaged`
 */
export function checkRatio(announced: number, compressed: number): void {
  if (announced <= largestRatio * compressed) return;
  throw damaged(t`The header declares ${announced} bytes, more than ${compressed} compressed bytes can hold.`);
}

/** A deflated stream that is inflated as far as it is asked for, each byte once. */
export class Inflating {
  readonly #compressed: Uint8Array;
  readonly #stream: Gunzip | Unzlib | Inflate;
  #bytes = new Uint8Array(65_536);
  #length = 0;
  #at = 0;

  constructor(compressed: Uint8Array, kind: Deflate) {
    this.#compressed = compressed;
    this.#stream = new decompressors[kind]((chunk: Uint8Array) => {
      this.#append(chunk);
    });
  }

  /** Whether all of the stream has been inflated. */
  get isAtEnd(): boolean {
    return this.#at >= this.#compressed.length;
  }

  /** At least the first `length` bytes, or all of a stream that ends before. @throws UserError `damaged` for a broken stream */
  upTo(length: number): Uint8Array {
    try {
      while (this.#length < length && !this.isAtEnd) {
        const next = this.#at + smallPiece;
        this.#stream.push(this.#compressed.subarray(this.#at, next));
        this.#at = next;
      }
    } catch (error) {
      throw damaged(t`The compressed data are damaged (${messageOf(error)}).`, error);
    }
    return this.#bytes.subarray(0, this.#length);
  }

  #append(chunk: Uint8Array): void {
    const needed = this.#length + chunk.length;
    if (needed > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(needed, 2 * this.#bytes.length));
      larger.set(this.#bytes.subarray(0, this.#length));
      this.#bytes = larger;
    }
    this.#bytes.set(chunk, this.#length);
    this.#length = needed;
  }
}

/**
 * Inflates at most the first `limit` bytes; what follows is left alone.
 * @param parts the compressed stream, in order
 * @returns exactly `limit` bytes, or fewer when the stream ends or breaks off before
 * @throws UserError `damaged` for a broken stream
 */
export function inflateUpTo(
  limit: number,
  parts: readonly Uint8Array[],
  kind: Deflate,
): { readonly bytes: Uint8Array; readonly more: boolean } {
  const compressed = parts.reduce((sum, { length }) => sum + length, 0);
  // No more than the stream can hold; systems give memory only once it is written to.
  const bytes = new Uint8Array(Math.min(limit, largestRatio * compressed));
  let length = 0;
  let more = false;
  const stream = new decompressors[kind]((chunk: Uint8Array) => {
    const room = Math.min(chunk.length, bytes.length - length);
    if (room < chunk.length) more = true;
    bytes.set(chunk.subarray(0, room), length);
    length += room;
  });
  const hasMore = (): boolean => more;
  try {
    for (const part of parts) {
      for (let from = 0; from < part.length && !hasMore(); from += piece)
        stream.push(part.subarray(from, from + piece));
      if (hasMore()) break;
    }
  } catch (error) {
    throw damaged(t`The compressed data are damaged (${messageOf(error)}).`, error);
  }
  return { bytes: bytes.subarray(0, length), more };
}
