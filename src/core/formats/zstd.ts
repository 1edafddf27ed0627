import { Decompress } from 'fzstd';
import { t } from '../text/message';
import { parsing } from './failures';

/** Compressed bytes go in by pieces of this size: a block of four bytes can stand for 128 KiB. */
const piece = 1024;

/**
 * Decompresses at most the first `limit` bytes of a Zstandard stream (RFC 8878); what follows is left alone.
 * @returns exactly `limit` bytes, or fewer when the stream ends before
 * @throws UserError `damaged` for a broken stream
 */
export function unzstdUpTo(limit: number, bytes: Uint8Array): Uint8Array {
  const output = new Uint8Array(limit);
  let length = 0;
  const stream = new Decompress((chunk) => {
    const room = Math.min(chunk.length, limit - length);
    output.set(chunk.subarray(0, room), length);
    length += room;
  });
  const isFull = (): boolean => length >= limit;
  parsing(t`The Zstandard data`, () => {
    for (let from = 0; from < bytes.length && !isFull(); from += piece) {
      stream.push(bytes.subarray(from, from + piece), from + piece >= bytes.length);
    }
  });
  return output.subarray(0, length);
}
