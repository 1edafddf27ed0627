import { restOf, type ByteSource } from '../base/byteSource';

/** Ways in which a deflated stream is wrapped: with the header of gzip, of zlib, or without one. */
export type Deflate = 'gzip' | 'zlib' | 'raw';

/** The bytes of an image file. */
export interface FileContent extends ByteSource {
  /**
   * The first `length` bytes of what a deflated stream holds, kept where they need no memory and can be read at random, some
   * of them while the others are still inflated. Absent where there is no such place.
   *
   * @param from where the stream begins; it ends with the file
   * @returns a source of that size; its reading throws UserError `damaged` where the stream is broken or ends before, and
   * `unwritable` where there is no room
   */
  readonly inflate?: (length: number, kind: Deflate, from: number) => ByteSource;
}

/** What is left of a file from `offset` on; nothing where that lies behind the end. */
export function contentFrom(content: FileContent, offset: number): FileContent {
  const rest = restOf(content, offset);
  const { inflate } = content;
  if (inflate === undefined) return rest;
  return { ...rest, inflate: (length, kind, from) => inflate(length, kind, content.size - rest.size + from) };
}
