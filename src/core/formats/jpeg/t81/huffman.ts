import { t } from '../../../text/message';
import { damaged } from '../../failures';
import type { BitReader } from './bitReader';

/** A Huffman table in the form of ITU-T T.81, F.2.2.3: codes of one length are consecutive. */
export interface HuffmanTable {
  /** Smallest and largest code of every length, 1 to 16; the largest is −1 where there is none. */
  readonly minCode: Int32Array;
  readonly maxCode: Int32Array;
  /** Place of the first value of every length. */
  readonly first: Int32Array;
  readonly values: Uint8Array;
}

const longestCode = 16;

/**
 * The table of a DHT segment (T.81, annex C).
 * @param counts number of codes of the lengths 1 to 16
 * @throws UserError `damaged` for more codes than their lengths allow
 */
export function huffmanTable(counts: Uint8Array, values: Uint8Array): HuffmanTable {
  const minCode = new Int32Array(longestCode + 1);
  const maxCode = new Int32Array(longestCode + 1).fill(-1);
  const first = new Int32Array(longestCode + 1);
  let code = 0;
  let place = 0;
  for (let length = 1; length <= longestCode; length++) {
    const count = counts[length - 1]!;
    first[length] = place;
    minCode[length] = code;
    if (count > 0) maxCode[length] = code + count - 1;
    place += count;
    code += count;
    if (code > 2 ** length) throw damaged(t`A Huffman table of the JPEG is invalid.`);
    code *= 2;
  }
  return { minCode, maxCode, first, values };
}

/** @throws UserError `damaged` for a code that the table does not have */
export function decodeHuffman(table: HuffmanTable, reader: BitReader): number {
  let code = 0;
  for (let length = 1; length <= longestCode; length++) {
    code = code * 2 + reader.bit();
    if (code <= table.maxCode[length]!) return table.values[table.first[length]! + code - table.minCode[length]!]!;
  }
  throw damaged(t`The JPEG pixel data contain a code that is in none of their tables.`);
}
