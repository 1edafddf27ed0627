import { t } from '../../../text/message';
import { damaged } from '../../failures';
import { BitReader } from './bitReader';
import { decodeHuffman, type HuffmanTable } from './huffman';

/** The coefficients of a component, 64 a block, in the order of a row-by-row matrix. */
export interface Blocks {
  readonly count: number;
  readonly coefficients: Int16Array;
}

/** What the header of a scan with one component says (T.81, B.2.3), with the tables that it names. */
export interface Scan {
  readonly dc: HuffmanTable | undefined;
  readonly ac: HuffmanTable | undefined;
  readonly progressive: boolean;
  /** First and last coefficient, in zig-zag order. */
  readonly spectralStart: number;
  readonly spectralEnd: number;
  /** Bit of the coefficients that the scan before ended at, 0 in a first scan, and the one that this ends at. */
  readonly approximationHigh: number;
  readonly approximationLow: number;
  /** Blocks between restart markers; 0 without them. */
  readonly restartInterval: number;
}

/** Place in a matrix of the coefficients in zig-zag order (T.81, figure 5). */
// prettier-ignore
export const zigZag = Uint8Array.of(
   0,  1,  8, 16,  9,  2,  3, 10, 17, 24, 32, 25, 18, 11,  4,  5,
  12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13,  6,  7, 14, 21, 28,
  35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51,
  58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63,
);

/** State that lasts from block to block and ends at a restart. */
interface State {
  readonly reader: BitReader;
  /** DC coefficient of the block before. */
  prediction: number;
  /** Blocks still to come that end at once. */
  endOfBand: number;
}

type BlockDecoder = (scan: Scan, state: State, block: Int16Array) => void;

/**
 * Decodes one scan into the blocks.
 * @param at where the entropy-coded data begin
 * @returns where they end
 * @throws UserError `damaged`
 */
export function decodeScan(bytes: Uint8Array, at: number, scan: Scan, { count, coefficients }: Blocks): number {
  const decodeBlock = blockDecoder(scan);
  const state: State = { reader: new BitReader(bytes, at), prediction: 0, endOfBand: 0 };
  for (let index = 0; index < count; index++) {
    if (scan.restartInterval > 0 && index > 0 && index % scan.restartInterval === 0) {
      state.reader.restart((index / scan.restartInterval - 1) % 8);
      state.prediction = 0;
      state.endOfBand = 0;
    }
    decodeBlock(scan, state, coefficients.subarray(index * 64, index * 64 + 64));
  }
  return state.reader.position;
}

function blockDecoder(scan: Scan): BlockDecoder {
  if (!scan.progressive) return sequential;
  const refines = scan.approximationHigh > 0;
  if (scan.spectralStart === 0) return refines ? refineDc : firstDc;
  return refines ? refineAc : firstAc;
}

function tableOf(table: HuffmanTable | undefined): HuffmanTable {
  if (table === undefined) throw damaged(t`A scan of the JPEG refers to a missing Huffman table.`);
  return table;
}

/** T.81, F.2.2. */
const sequential: BlockDecoder = (scan, state, block) => {
  const { reader } = state;
  state.prediction += reader.signed(decodeHuffman(tableOf(scan.dc), reader) & 15);
  block[0] = state.prediction;
  const ac = tableOf(scan.ac);
  for (let k = 1; k < 64; k++) {
    const symbol = decodeHuffman(ac, reader);
    const [run, size] = [symbol >> 4, symbol & 15];
    if (size === 0 && run < 15) break;
    k += run;
    if (size > 0) place(block, k, reader.signed(size));
  }
};

/** T.81, G.1.2.1: the upper bits of DC coefficients. */
const firstDc: BlockDecoder = (scan, state, block) => {
  const { reader } = state;
  state.prediction += reader.signed(decodeHuffman(tableOf(scan.dc), reader) & 15);
  block[0] = state.prediction << scan.approximationLow;
};

const refineDc: BlockDecoder = ({ approximationLow }, { reader }, block) => {
  block[0]! |= reader.bit() << approximationLow;
};

/** T.81, G.1.2.2: the upper bits of AC coefficients. */
const firstAc: BlockDecoder = (scan, state, block) => {
  if (state.endOfBand > 0) {
    state.endOfBand--;
    return;
  }
  const ac = tableOf(scan.ac);
  for (let k = scan.spectralStart; k <= scan.spectralEnd; k++) {
    const symbol = decodeHuffman(ac, state.reader);
    const [run, size] = [symbol >> 4, symbol & 15];
    if (size === 0 && run < 15) {
      state.endOfBand = 2 ** run + state.reader.bits(run) - 1;
      break;
    }
    k += run;
    if (size > 0) place(block, k, state.reader.signed(size) * 2 ** scan.approximationLow);
  }
};

/** T.81, G.1.2.3: one more bit of AC coefficients. */
const refineAc: BlockDecoder = (scan, state, block) => {
  const { reader } = state;
  const { spectralEnd } = scan;
  const step = 2 ** scan.approximationLow;
  let k = scan.spectralStart;
  if (state.endOfBand === 0) {
    const ac = tableOf(scan.ac);
    for (; k <= spectralEnd; k++) {
      const symbol = decodeHuffman(ac, reader);
      const [run, size] = [symbol >> 4, symbol & 15];
      if (size === 0 && run < 15) {
        state.endOfBand = 2 ** run + reader.bits(run);
        break;
      }
      const value = size === 0 ? 0 : reader.bit() === 1 ? step : -step;
      k = refineRun(reader, block, k, spectralEnd, step, run);
      if (value !== 0) place(block, k, value);
    }
  }
  if (state.endOfBand > 0) {
    refineRun(reader, block, k, spectralEnd, step, 64);
    state.endOfBand--;
  }
};

/**
 * Corrects coefficients that are not zero, over a run of `zeros` that are.
 * @returns place of the zero after the run, or beyond the end of the band
 */
function refineRun(
  reader: BitReader,
  block: Int16Array,
  from: number,
  end: number,
  step: number,
  zeros: number,
): number {
  let left = zeros;
  for (let k = from; k <= end; k++) {
    const value = block[zigZag[k]!]!;
    if (value === 0) {
      if (left === 0) return k;
      left--;
    } else if (reader.bit() === 1 && (value & step) === 0) {
      block[zigZag[k]!] = value + (value > 0 ? step : -step);
    }
  }
  return end + 1;
}

function place(block: Int16Array, k: number, value: number): void {
  if (k > 63) throw damaged(t`A block of the JPEG has more than 64 coefficients.`);
  block[zigZag[k]!] = value;
}
