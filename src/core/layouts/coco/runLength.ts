import { UserError } from '../../base/error';
import type { Size } from '../../geometry/rect';
import { decodeRunLength, encodeRunLength, type RunLengthMask } from '../../mask/runLength';
import { Mask } from '../../mask/mask';
import { t } from '../../text/message';

/** Run lengths column by column, background first, as COCO counts them. */
export function columnCounts(mask: Mask): readonly number[] {
  return encodeRunLength(transposed(mask)).counts;
}

/**
 * Mask of run lengths column by column.
 * @throws UserError `damaged` when they do not add up to the size
 */
export function maskOfColumns({ width, height }: Size, counts: readonly number[]): Mask {
  return transposed(decodeRunLength({ size: [height, width], counts } satisfies RunLengthMask));
}

/**
 * Run lengths in the compressed code of COCO's `maskApi.c`: differences to the count before the last one, in groups of
 * five bits, lowest first, each a character from `0` on; the sixth bit says that more follow.
 */
export function compressCounts(counts: readonly number[]): string {
  let text = '';
  for (const [index, count] of counts.entries()) {
    let rest = index > 2 ? count - counts[index - 2]! : count;
    for (let more = true; more;) {
      const bits = rest & 0x1f;
      rest >>= 5;
      more = (bits & 0x10) === 0 ? rest !== 0 : rest !== -1;
      text += String.fromCharCode(48 + bits + (more ? 0x20 : 0));
    }
  }
  return text;
}

/**
 * Run lengths of their compressed code.
 * @throws UserError `damaged` for text that is no such code
 */
export function expandCounts(text: string): number[] {
  const counts: number[] = [];
  for (let at = 0; at < text.length;) {
    let value = 0;
    for (let shift = 0, more = true; more; shift += 5) {
      const code = text.charCodeAt(at++) - 48;
      // A count has at most 32 bits; the end of the text gives NaN.
      if (!(code >= 0 && code < 64) || shift > 30) throw notCounts();
      value |= (code & 0x1f) << shift;
      more = (code & 0x20) !== 0;
      if (!more && (code & 0x10) !== 0 && shift < 27) value |= -1 << (shift + 5);
    }
    const count = counts.length > 2 ? value + counts[counts.length - 2]! : value;
    if (count < 0) throw notCounts();
    counts.push(count);
  }
  return counts;
}

function transposed({ width, height, data }: Mask): Mask {
  const columns = new Uint8Array(data.length);
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at++) columns[x * height + y] = data[at]!;
  }
  return new Mask(height, width, columns);
}

function notCounts(): UserError {
  return new UserError('damaged', { problem: t`The compressed run lengths of a mask are invalid.` });
}
