import { UserError } from '../base/error';
import { inflateUpTo } from './inflate';

/** Packs bytes as gzip without a time in it. */
export type Gzip = (bytes: Uint8Array) => Uint8Array;

/**
 * Unpacks at most the first `limit` bytes of a gzip file.
 * @returns fewer when the file ends before
 * @throws UserError `damaged` for a broken one
 */
export type Gunzip = (bytes: Uint8Array, limit: number) => Uint8Array;

export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/** The first bytes of what a gzip file holds, as many of `length` as can be had from its beginning; none of a broken one. */
export function startOfGzip(head: Uint8Array, length: number): Uint8Array {
  try {
    return inflateUpTo(length, [head], 'gzip').bytes;
  } catch (error) {
    if (error instanceof UserError) return new Uint8Array();
    throw error;
  }
}
