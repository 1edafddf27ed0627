import { t } from '../../../text/message';
import { damaged } from '../../failures';
import { huffmanTable, type HuffmanTable } from './huffman';
import { zigZag } from './scan';

/** The tables in force at a point of the codestream. */
export interface Tables {
  /** Quantisation steps of the 64 coefficients, row by row. */
  readonly quantization: Map<number, Uint16Array>;
  readonly dc: Map<number, HuffmanTable>;
  readonly ac: Map<number, HuffmanTable>;
}

/** DQT (T.81, B.2.4.1): tables of 8 or 16 bits. */
export function readQuantization(segment: Uint8Array, tables: Tables): void {
  for (let at = 0; at < segment.length;) {
    const [wide, id] = [segment[at]! >> 4, segment[at]! & 15];
    const bytes = wide === 0 ? 1 : 2;
    const end = at + 1 + 64 * bytes;
    if (end > segment.length) throw damaged(t`A quantisation table of the JPEG is truncated.`);
    const steps = new Uint16Array(64);
    for (let k = 0; k < 64; k++) {
      const from = at + 1 + k * bytes;
      steps[zigZag[k]!] = bytes === 1 ? segment[from]! : (segment[from]! << 8) | segment[from + 1]!;
    }
    tables.quantization.set(id, steps);
    at = end;
  }
}

/** DHT (T.81, B.2.4.2). */
export function readHuffman(segment: Uint8Array, tables: Tables): void {
  for (let at = 0; at < segment.length;) {
    const [kind, id] = [segment[at]! >> 4, segment[at]! & 15];
    const counts = segment.subarray(at + 1, at + 17);
    const length = counts.reduce((sum, count) => sum + count, 0);
    const end = at + 17 + length;
    if (end > segment.length) throw damaged(t`A Huffman table of the JPEG is truncated.`);
    (kind === 0 ? tables.dc : tables.ac).set(id, huffmanTable(counts, segment.slice(at + 17, end)));
    at = end;
  }
}
