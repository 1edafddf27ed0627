import { t } from '../text/message';
import { damaged } from './failures';

const blockMagic = [0x31, 0x41, 0x59, 0x26, 0x53, 0x59];
/** Symbols of a group that share a Huffman table. */
const groupSize = 50;
const longestCode = 20;

/**
 * Decompresses at most the first `limit` bytes of a bzip2 stream (bzip2 1.0.8; Wikipedia, “Bzip2”, describes the format); what
 * follows is left alone. Checksums are not compared.
 * @returns exactly `limit` bytes, or fewer when the stream ends before
 * @throws UserError `damaged` for a broken stream
 */
export function bunzip2UpTo(limit: number, bytes: Uint8Array): Uint8Array {
  const reader = new BitReader(bytes);
  const output: Uint8Array[] = [];
  let length = 0;
  // Streams may follow each other, as parallel compressors write them.
  while (length < limit && !reader.isAtEnd()) {
    if (reader.bits(8) !== 0x42 || reader.bits(8) !== 0x5a || reader.bits(8) !== 0x68) throw broken();
    const level = reader.bits(8) - 0x30;
    if (level < 1 || level > 9) throw broken();
    while (length < limit && isBlock(reader)) {
      const block = expandRuns(decodeBlock(reader, level * 100_000), limit - length);
      output.push(block);
      length += block.length;
    }
    reader.toByte();
  }
  const whole = new Uint8Array(length);
  let at = 0;
  for (const block of output) {
    whole.set(block, at);
    at += block.length;
  }
  return whole;
}

function broken(): Error {
  return damaged(t`The bzip2 data are damaged or truncated.`);
}

class BitReader {
  readonly #bytes: Uint8Array;
  #at = 0;
  #held = 0;
  #count = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** At most 24 bits, the highest first. */
  bits(count: number): number {
    while (this.#count < count) {
      const byte = this.#bytes[this.#at++];
      if (byte === undefined) throw broken();
      this.#held = ((this.#held & 0xffffff) << 8) | byte;
      this.#count += 8;
    }
    this.#count -= count;
    return (this.#held >>> this.#count) & (2 ** count - 1);
  }

  toByte(): void {
    this.#count = 0;
  }

  /** Whether nothing but padding is left. */
  isAtEnd(): boolean {
    return this.#at + 4 > this.#bytes.length || this.#bytes[this.#at] !== 0x42;
  }
}

/** Reads the magic in front of a block, or that of the stream's end; and the checksum behind either. */
function isBlock(reader: BitReader): boolean {
  const magic = blockMagic.map(() => reader.bits(8));
  reader.bits(16);
  reader.bits(16);
  if (magic.every((byte, i) => byte === blockMagic[i])) return true;
  if (magic[0] !== 0x17) throw broken();
  return false;
}

/** A block before its runs are expanded: Huffman codes, move to front, and the transform of Burrows and Wheeler undone. */
function decodeBlock(reader: BitReader, largest: number): Uint8Array {
  if (reader.bits(1) === 1) throw damaged(t`The data use a variant of bzip2 that has been obsolete since 1997.`);
  const origin = reader.bits(24);
  const symbols = usedBytes(reader);
  const groups = reader.bits(3);
  const selectors = readSelectors(reader, groups);
  const endOfBlock = symbols.length + 1;
  const tables = Array.from({ length: groups }, () => readTable(reader, symbols.length + 2));
  const block = new Uint8Array(largest);
  let length = 0;
  let run = 0;
  let weight = 1;
  const flush = (): void => {
    if (length + run > largest) throw broken();
    block.fill(symbols[0]!, length, length + run);
    length += run;
    [run, weight] = [0, 1];
  };
  for (let read = 0; ; read++) {
    const table = tables[selectors[Math.floor(read / groupSize)] ?? -1];
    if (table === undefined) throw broken();
    const symbol = decodeSymbol(reader, table);
    if (symbol <= 1) {
      // Runs are numbers whose digits are 1 and 2.
      run += weight << symbol;
      weight *= 2;
      if (run > largest) throw broken();
      continue;
    }
    if (run > 0) flush();
    if (symbol === endOfBlock) break;
    const [value] = symbols.splice(symbol - 1, 1);
    if (value === undefined || length >= largest) throw broken();
    symbols.unshift(value);
    block[length++] = value;
  }
  if (origin >= length) throw broken();
  return undoTransform(block.subarray(0, length), origin);
}

/** The bytes that occur, in order. */
function usedBytes(reader: BitReader): number[] {
  const rows = reader.bits(16);
  const used: number[] = [];
  for (let row = 0; row < 16; row++) {
    if (((rows >> (15 - row)) & 1) === 0) continue;
    const columns = reader.bits(16);
    for (let column = 0; column < 16; column++)
      if (((columns >> (15 - column)) & 1) === 1) used.push(row * 16 + column);
  }
  if (used.length === 0) throw broken();
  return used;
}

/** Which table each group of symbols has. */
function readSelectors(reader: BitReader, groups: number): Uint8Array {
  const count = reader.bits(15);
  if (groups < 2 || groups > 6 || count === 0) throw broken();
  const order = Array.from({ length: groups }, (_, i) => i);
  return Uint8Array.from({ length: count }, () => {
    let place = 0;
    while (reader.bits(1) === 1) if (++place >= groups) throw broken();
    const [group] = order.splice(place, 1);
    order.unshift(group!);
    return group!;
  });
}

interface CodeTable {
  /** Largest code of every length, counted from 1; −1 where there is none. */
  readonly largest: Int32Array;
  /** What is taken from a code of a length to have its place among the symbols. */
  readonly offset: Int32Array;
  readonly symbols: Uint16Array;
}

function readTable(reader: BitReader, symbols: number): CodeTable {
  const lengths = new Uint8Array(symbols);
  let length = reader.bits(5);
  for (let symbol = 0; symbol < symbols; symbol++) {
    while (reader.bits(1) === 1) length += reader.bits(1) === 0 ? 1 : -1;
    if (length < 1 || length > longestCode) throw broken();
    lengths[symbol] = length;
  }
  const ordered = Uint16Array.from(lengths.keys()).sort((a, b) => lengths[a]! - lengths[b]! || a - b);
  const largest = new Int32Array(longestCode + 1).fill(-1);
  const offset = new Int32Array(longestCode + 1);
  let code = 0;
  let place = 0;
  for (let bits = 1; bits <= longestCode; bits++) {
    const count = lengths.reduce((sum, each) => sum + (each === bits ? 1 : 0), 0);
    offset[bits] = code - place;
    if (count > 0) largest[bits] = code + count - 1;
    code = (code + count) * 2;
    place += count;
  }
  return { largest, offset, symbols: ordered };
}

function decodeSymbol(reader: BitReader, { largest, offset, symbols }: CodeTable): number {
  let code = 0;
  for (let bits = 1; bits <= longestCode; bits++) {
    code = code * 2 + reader.bits(1);
    if (code <= largest[bits]!) {
      const symbol = symbols[code - offset[bits]!];
      if (symbol !== undefined) return symbol;
    }
  }
  throw broken();
}

/** The rows of the sorted matrix of rotations, of which the block is the last column, followed from the original one. */
function undoTransform(last: Uint8Array, origin: number): Uint8Array {
  const starts = new Uint32Array(257);
  for (const byte of last) starts[byte + 1]!++;
  for (let byte = 0; byte < 256; byte++) starts[byte + 1]! += starts[byte]!;
  const next = new Uint32Array(last.length);
  for (const [row, byte] of last.entries()) next[starts[byte]!++] = row;
  const text = new Uint8Array(last.length);
  let row = next[origin]!;
  for (let i = 0; i < text.length; i++) {
    text[i] = last[row]!;
    row = next[row]!;
  }
  return text;
}

/** Four equal bytes are followed by the number of further ones. */
function expandRuns(block: Uint8Array, limit: number): Uint8Array {
  let output = new Uint8Array(Math.min(limit, 2 * block.length + 256));
  let length = 0;
  let equal = 0;
  for (let i = 0; i < block.length && length < limit; i++) {
    const byte = block[i]!;
    const isCount = equal === 4;
    const count = isCount ? byte : 1;
    const value = isCount ? block[i - 1]! : byte;
    const end = Math.min(limit, length + count);
    if (end > output.length) {
      const larger = new Uint8Array(Math.min(limit, Math.max(end, 2 * output.length)));
      larger.set(output.subarray(0, length));
      output = larger;
    }
    output.fill(value, length, end);
    length = end;
    equal = isCount ? 0 : i > 0 && equal > 0 && block[i - 1] === byte ? equal + 1 : 1;
  }
  return output.subarray(0, length);
}
