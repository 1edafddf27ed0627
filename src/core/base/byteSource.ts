import { t } from '../text/message';
import { UserError } from './error';

/** Random access to the bytes of a file. */
export interface ByteSource {
  readonly size: number;
  /**
   * Exactly `length` bytes from `offset`. They may be shared, and are not to be changed.
   *
   * @throws UserError `damaged` when they reach over the end
   */
  read(offset: number, length: number): Promise<Uint8Array>;
}

/** Bytes in memory. */
export function bytesSource(bytes: Uint8Array): ByteSource {
  return {
    size: bytes.length,
    read: (offset, length) =>
      offset + length <= bytes.length
        ? Promise.resolve(bytes.subarray(offset, offset + length))
        : Promise.reject(
            new UserError('damaged', {
              problem: t`The file is truncated.`,
              advice: t`Download or copy the file again.`,
            }),
          ),
  };
}

/** The first `length` bytes, or all of a shorter source. */
export function headOf(source: ByteSource, length: number): Promise<Uint8Array> {
  return source.read(0, Math.min(length, source.size));
}

/** Largest file that is held in memory; in bytes. */
const mostHeld = 2 ** 31 - 1;

/** All bytes of a source. @throws UserError `too-large` for more than memory takes */
export function wholeOf(source: ByteSource): Promise<Uint8Array> {
  if (source.size <= mostHeld) return source.read(0, source.size);
  throw new UserError('too-large', {
    problem: t`The file has ${source.size} bytes; the limit is ${mostHeld}.`,
    advice: t`Split the file, or crop or downsample the image.`,
  });
}

/** What is left from `offset` on; nothing where that lies behind the end. */
export function restOf(source: ByteSource, offset: number): ByteSource {
  const start = Math.min(offset, source.size);
  return {
    size: source.size - start,
    read: (at, length) => source.read(start + at, length),
  };
}
