import { t } from '../../text/message';
import { damaged } from '../failures';

const clear = 256;
const end = 257;
const largestCodes = 4096;

/**
 * TIFF's variant of LZW (TIFF 6.0, section 13): codes of 9 to 12 bits, the highest bit first, and one code wider a step
 * early.
 * @returns at most `limit` bytes
 * @throws UserError `damaged`
 */
export function decodeLzw(bytes: Uint8Array, limit: number): Uint8Array {
  // A string is its prefix's string and one more byte; it is written backwards, so that its length is kept too.
  const prefix = new Uint16Array(largestCodes);
  const suffix = new Uint8Array(largestCodes);
  const length = new Uint16Array(largestCodes);
  for (let code = 0; code < clear; code++) {
    suffix[code] = code;
    length[code] = 1;
  }
  // Codes of 12 bits give strings of at most 3839 bytes each.
  const output = new Uint8Array(Math.min(limit, Math.ceil((bytes.length * 8) / 9) * (largestCodes - clear)));
  let written = 0;
  let codes = end + 1;
  let width = 9;
  let previous = -1;
  let bits = 0;
  let available = 0;
  for (let at = 0; written < output.length;) {
    while (available < width && at < bytes.length) {
      bits = ((bits << 8) | bytes[at++]!) & 0xff_ffff;
      available += 8;
    }
    if (available < width) break;
    available -= width;
    const code = (bits >> available) & ((1 << width) - 1);
    if (code === end) break;
    if (code === clear) {
      codes = end + 1;
      width = 9;
      previous = -1;
      continue;
    }
    if (code > codes || (previous < 0 && code > clear) || (code === codes && previous < 0)) {
      throw damaged(t`The LZW data of the TIFF contain an invalid code.`);
    }
    if (previous >= 0 && codes < largestCodes) {
      // The string before and the first byte of this one, which is its own first byte when it is not known yet.
      prefix[codes] = previous;
      length[codes] = length[previous]! + 1;
      suffix[codes] = firstOf(code === codes ? previous : code, prefix, suffix, length);
      codes++;
    }
    const count = length[code]!;
    for (let to = written + count - 1, part = code; to >= written; to--, part = prefix[part]!) {
      if (to < output.length) output[to] = suffix[part]!;
    }
    written = Math.min(output.length, written + count);
    previous = code;
    if (codes >= (1 << width) - 1 && width < 12) width++;
  }
  return output.subarray(0, written);
}

function firstOf(code: number, prefix: Uint16Array, suffix: Uint8Array, length: Uint16Array): number {
  let part = code;
  for (let left = length[code]!; left > 1; left--) part = prefix[part]!;
  return suffix[part]!;
}
