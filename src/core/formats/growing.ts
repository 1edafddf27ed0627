import { checkComplete } from './failures';
import { checkVolumeEnd, maxImageBytes } from './limits';

/**
 * Bytes that are read as far as they are asked for, and kept. Going further reads again from the start, at least twice as far
 * as before, so that going through them in many steps costs about what reading them twice does.
 * @param read gives the first `length` bytes, or those that there are
 * @param whole bytes that are needed at most
 * @returns a function that gives the bytes up to `end` and perhaps more; it throws UserError `damaged` when some are missing,
 * and `too-large`
 */
export function growing(read: (length: number) => Uint8Array, whole = Infinity): (end: number) => Uint8Array {
  let bytes: Uint8Array = new Uint8Array(0);
  return (end) => {
    if (bytes.length < end) {
      checkVolumeEnd(end);
      bytes = read(Math.max(end, Math.min(2 * bytes.length, whole, maxImageBytes)));
      checkComplete(bytes.length, end);
    }
    return bytes;
  };
}
