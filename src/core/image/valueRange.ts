import type { Mask } from '../mask/mask';
import type { SampleArray, Slice } from './slice';

/** The lowest and the highest value, both included, in modality values. */
export type ValueRange = readonly [low: number, high: number];

/** Tells whether the value of a pixel lies in a range, by its index; of colours the brightness, by ITU-R BT.601, from 0 to 255. */
export function inRange(slice: Slice, [low, high]: ValueRange): (index: number) => boolean {
  return where(slice, (value) => value >= low && value <= high);
}

/** Modality values of a slice by the index of the pixel; of colours the brightness. */
export function valuesOf(slice: Slice): (index: number) => number {
  const { data, channels, slope, intercept } = slice;
  if (channels === 1) return (index) => data[index]! * slope + intercept;
  return (index) => brightness(data, index) / 1000;
}

/** In thousandths, a whole number: what is counted and what is compared must be the same to the last bit. */
function brightness(data: SampleArray, index: number): number {
  return 299 * data[3 * index]! + 587 * data[3 * index + 1]! + 114 * data[3 * index + 2]!;
}

/** Whole numbers from 0 that stand for the values of a slice. */
export interface Codes {
  readonly count: number;
  /** The number of a pixel, by its index. */
  readonly codeAt: (index: number) => number;
  readonly valueOf: (code: number) => number;
}

/** The numbers of a slice whose values are so few that they can be counted; undefined for others. */
export function codesOf({ data, channels, slope, intercept }: Slice): Codes | undefined {
  if (channels === 3) {
    return { count: 255_001, codeAt: (index) => brightness(data, index), valueOf: (code) => code / 1000 };
  }
  if (data.BYTES_PER_ELEMENT > 2) return undefined;
  const lowest = data instanceof Int8Array ? -128 : data instanceof Int16Array ? -32_768 : 0;
  return {
    count: 256 ** data.BYTES_PER_ELEMENT,
    codeAt: (index) => data[index]! - lowest,
    valueOf: (code) => (code + lowest) * slope + intercept,
  };
}

/**
 * Whether the values of pixels meet a condition, by their index: found out once for each value where these are few, as large
 * images have many pixels.
 */
export function where(slice: Slice, fits: (value: number) => boolean): (index: number) => boolean {
  const codes = codesOf(slice);
  if (codes === undefined) {
    const value = valuesOf(slice);
    return (index) => fits(value(index));
  }
  const { count, codeAt, valueOf } = codes;
  const table = Uint8Array.from({ length: count }, (_, code) => Number(fits(valueOf(code))));
  return (index) => table[codeAt(index)] === 1;
}

/** Shares of an object's pixels that lie below and above the range of its values: its border has values of both sides. */
const outliers = 0.05;

/** Where most values of an object lie; the lowest and the highest twentieth are left out. @throws RangeError for an empty mask */
export function valuesIn(slice: Slice, mask: Mask): ValueRange {
  const value = valuesOf(slice);
  const values: number[] = [];
  for (let at = mask.data.indexOf(1); at >= 0; at = mask.data.indexOf(1, at + 1)) values.push(value(at));
  if (values.length === 0) throw new RangeError('The object has no pixels.');
  values.sort((a, b) => a - b);
  const last = values.length - 1;
  return [values[Math.floor(last * outliers)]!, values[Math.ceil(last * (1 - outliers))]!];
}

/** Reads a range that a person typed: two numbers in any order. */
export function parseRange(text: string): ValueRange | undefined {
  const numbers = text
    .replaceAll('−', '-')
    .split(/\s+to\s+|[\s,;]+/)
    .filter((word) => word !== '')
    .map(Number);
  const [a, b] = numbers;
  if (numbers.length !== 2 || !numbers.every(Number.isFinite)) return undefined;
  return [Math.min(a!, b!), Math.max(a!, b!)];
}
