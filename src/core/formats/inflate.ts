import { Gunzip, Inflate, Unzlib } from 'fflate';
import { damaged } from './failures';

const decompressors = { gzip: Gunzip, zlib: Unzlib, raw: Inflate };

/** Compressed bytes go in by pieces of this size, so that a bomb is noticed before it fills the memory. */
const piece = 16_384;

/**
 * Inflates at most the first `limit` bytes; what follows is left alone.
 * @param parts the compressed stream, in order
 * @returns exactly `limit` bytes, or fewer when the stream ends or breaks off before
 * @throws UserError `damaged` for a broken stream
 */
export function inflateUpTo(
  limit: number,
  parts: readonly Uint8Array[],
  kind: keyof typeof decompressors,
): { readonly bytes: Uint8Array; readonly more: boolean } {
  let bytes = new Uint8Array(Math.min(limit, 65_536));
  let length = 0;
  let more = false;
  const stream = new decompressors[kind]((chunk: Uint8Array) => {
    const room = Math.min(chunk.length, limit - length);
    if (room < chunk.length) more = true;
    if (length + room > bytes.length) {
      const larger = new Uint8Array(Math.min(limit, Math.max(2 * bytes.length, length + room)));
      larger.set(bytes.subarray(0, length));
      bytes = larger;
    }
    bytes.set(chunk.subarray(0, room), length);
    length += room;
  });
  const hasMore = (): boolean => more;
  try {
    for (const part of parts) {
      for (let from = 0; from < part.length; from += piece) {
        stream.push(part.subarray(from, from + piece));
        if (hasMore()) break;
      }
    }
  } catch (error) {
    throw damaged(`The compressed data are broken (${error instanceof Error ? error.message : String(error)}).`, error);
  }
  return { bytes: bytes.subarray(0, length), more };
}
