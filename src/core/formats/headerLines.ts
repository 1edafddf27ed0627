import { latin1 } from '../base/bytes';
import { t } from '../text/message';
import { damaged } from './failures';

/** Bytes of the longest header that is read: DWI headers with their gradients take some kilobytes. */
const longestHeader = 1_048_576;
/** Bytes from the start of a file that hold its header, or show that it does not end. */
export const headerPortion = longestHeader + 1;

/**
 * The lines of a text header, one by one, with where each one's successor begins; without line ends and white space
 * around. Bytes are taken as Latin-1, so that nothing is lost.
 * @throws UserError `damaged` for a header that does not end
 */
export function* headerLines(bytes: Uint8Array): Generator<{ readonly line: string; readonly next: number }> {
  for (let at = 0; at < bytes.length;) {
    const end = bytes.indexOf(0x0a, at);
    const next = end < 0 ? bytes.length : end + 1;
    if (next > longestHeader) throw damaged(t`The header does not end within its first ${longestHeader} bytes.`);
    yield { line: latin1(bytes.subarray(at, next)).trim(), next };
    at = next;
  }
}

/** The numbers of a header's field, separated by spaces or commas; NaN for what is none. */
export function numbersIn(text: string): number[] {
  return text
    .split(/[\s,]+/)
    .filter((word) => word !== '')
    .map(Number);
}
