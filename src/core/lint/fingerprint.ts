import type { Slice } from '../image/slice';
import { valueAt } from './measureMask';

const side = 32;
/** Frequencies along each axis that the hash is made of. */
const low = 8;

/** Stands for what a picture shows, whatever its size, its brightness and its compression. */
export interface Fingerprint {
  /** A bit for each of 64 low frequencies, see {@link perceptualHash}, as two 32-bit numbers. */
  readonly hash: readonly [number, number];
  /** 32×32 means of the picture's pixels, stretched to 0 to 255. */
  readonly thumbnail: Uint8Array;
}

/** @returns undefined for a picture of one value, which is like every other such */
export function fingerprint(slice: Slice): Fingerprint | undefined {
  const means = shrunk(slice);
  const [min, max] = [Math.min(...means), Math.max(...means)];
  if (!(max > min)) return undefined;
  const stretched = means.map((value) => (255 * (value - min)) / (max - min));
  return { hash: perceptualHash(stretched), thumbnail: Uint8Array.from(stretched, Math.round) };
}

/**
 * The perceptual hash of 32×32 values: which of the 8×8 lowest frequencies of their discrete cosine transform (type II, without
 * scaling) are above the median of those without the constant one (Zauner, Implementation and Benchmarking of Perceptual
 * Image Hash Functions, 2010, 3.2). Bit 0 of the first number is the constant one; the rows follow one another.
 */
export function perceptualHash(values: ArrayLike<number>): readonly [number, number] {
  const rows = new Float64Array(side * low);
  for (let y = 0; y < side; y++) {
    for (let u = 0; u < low; u++) {
      for (let x = 0; x < side; x++) rows[y * low + u]! += values[y * side + x]! * wave(u, x);
    }
  }
  const frequencies: number[] = [];
  for (let v = 0; v < low; v++) {
    for (let u = 0; u < low; u++) {
      let sum = 0;
      for (let y = 0; y < side; y++) sum += rows[y * low + u]! * wave(v, y);
      frequencies.push(sum);
    }
  }
  const middle = frequencies.slice(1).sort((a, b) => a - b)[31]!;
  const hash: [number, number] = [0, 0];
  for (const [i, value] of frequencies.entries()) if (value > middle) hash[i >> 5]! |= 1 << (i & 31);
  return [hash[0] >>> 0, hash[1] >>> 0];
}

/** Bits in which two hashes differ. */
export function hashDistance(a: readonly [number, number], b: readonly [number, number]): number {
  return bitsOf(a[0] ^ b[0]) + bitsOf(a[1] ^ b[1]);
}

/** How far two thumbnails differ: root of the mean square of their differences, as a share of the spread of the first. */
export function thumbnailDifference(a: Uint8Array, b: Uint8Array): number {
  const mean = a.reduce((sum, value) => sum + value, 0) / a.length;
  let [square, spread] = [0, 0];
  for (const [i, value] of a.entries()) {
    square += (value - b[i]!) ** 2;
    spread += (value - mean) ** 2;
  }
  return Math.sqrt(square / Math.max(spread, 1));
}

function wave(frequency: number, at: number): number {
  return Math.cos((Math.PI * frequency * (2 * at + 1)) / (2 * side));
}

function bitsOf(value: number): number {
  let bits = 0;
  for (let left = value >>> 0; left > 0; left &= left - 1) bits++;
  return bits;
}

/** Means of 32×32 fields of a slice, whose pixels count by the part of them that lies in a field. */
function shrunk(slice: Slice): number[] {
  const { width, height } = slice;
  const columns = Array.from({ length: side }, (_, field) => parts(field, width));
  const means: number[] = [];
  for (let row = 0; row < side; row++) {
    const rows = parts(row, height);
    for (const column of columns) {
      let sum = 0;
      for (const [y, tall] of rows) for (const [x, wide] of column) sum += tall * wide * valueAt(slice, y * width + x);
      means.push((sum * side * side) / (width * height));
    }
  }
  return means;
}

/** The pixels of a line that a field covers, each with the part of it that lies in the field. */
function parts(field: number, length: number): (readonly [pixel: number, part: number])[] {
  const [from, to] = [(field * length) / side, ((field + 1) * length) / side];
  const covered: [number, number][] = [];
  for (let at = Math.floor(from); at < Math.min(length, Math.ceil(to)); at++) {
    covered.push([at, Math.min(at + 1, to) - Math.max(at, from)]);
  }
  return covered;
}
