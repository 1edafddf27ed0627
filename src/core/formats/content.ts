import type { ByteSource } from '../base/byteSource';

/** The bytes of an image file. */
export interface FileContent extends ByteSource {
  /**
   * The first `length` bytes of what a gzip file holds, kept where they need no memory and can be read at random, some of
   * them while the others are still inflated. Absent where there is no such place.
   *
   * @returns a source of that size; its reading throws UserError `damaged` where the stream is broken or ends before, and
   * `unwritable` where there is no room
   */
  readonly inflate?: (length: number) => ByteSource;
}
