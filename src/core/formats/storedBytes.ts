import type { ByteSource } from '../base/byteSource';
import { checkComplete } from './failures';
import { growing } from './growing';

/**
 * Gives the bytes of an array from `from` up to `to`.
 *
 * @param needed end of what belongs together: a slice of a volume that is not complete is not given
 * @throws UserError `damaged` when bytes before `needed` are missing, `too-large`
 */
export type StoredBytes = (from: number, to: number, needed: number) => Promise<Uint8Array>;

/** Bytes that lie as they are in a source, from where they are read as they are asked for. */
export function plainBytes(source: ByteSource): StoredBytes {
  return async (from, to, needed) => {
    checkComplete(source.size, needed);
    return source.read(from, to - from);
  };
}

/** Bytes that are made of others from the start on, and kept in memory as far as they were asked for; see {@link growing}. */
export function madeBytes(make: (length: number) => Uint8Array, whole: number): StoredBytes {
  const bytesTo = growing(make, whole);
  return (from, to, needed) => Promise.resolve().then(() => bytesTo(needed).subarray(from, to));
}
