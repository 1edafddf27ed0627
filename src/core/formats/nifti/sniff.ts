import { inflateUpTo } from '../inflate';
import { UserError } from '../../base/error';

/** Bytes that hold the header of either version. */
export const headerBytes = 544;

/** Bytes of a file that hold its header, also where it is gzipped. */
export const sniffedBytes = 65_536;

/** NIfTI-1 or NIfTI-2, single file, plain or gzipped; Analyze 7.5 headers and header/image pairs are not. */
export function sniff(head: Uint8Array): boolean {
  const header = isGzip(head) ? startOfGzip(head) : head;
  return versionOf(header) !== undefined;
}

export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/** Version by the magic of a single file: `n+1` at 344 or `n+2` at 4. */
export function versionOf(header: Uint8Array): 1 | 2 | undefined {
  if (magicAt(header, 344, 0x31)) return 1;
  return magicAt(header, 4, 0x32) ? 2 : undefined;
}

function magicAt(bytes: Uint8Array, offset: number, version: number): boolean {
  return [0x6e, 0x2b, version, 0].every((byte, i) => bytes[offset + i] === byte);
}

function startOfGzip(head: Uint8Array): Uint8Array {
  try {
    return inflateUpTo(headerBytes, [head], 'gzip').bytes;
  } catch (error) {
    if (error instanceof UserError) return new Uint8Array();
    throw error;
  }
}
