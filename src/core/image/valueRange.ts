import type { Mask } from '../mask/mask';
import type { Slice } from './slice';

/** The lowest and the highest value, both included, in modality values. */
export type ValueRange = readonly [low: number, high: number];

/** Tells whether the value of a pixel lies in a range, by its index; of colours the brightness, by ITU-R BT.601, from 0 to 255. */
export function inRange(slice: Slice, [low, high]: ValueRange): (index: number) => boolean {
  const value = valuesOf(slice);
  return (index) => {
    const at = value(index);
    return at >= low && at <= high;
  };
}

/** Modality values of a slice by the index of the pixel; of colours the brightness. */
export function valuesOf({ data, channels, slope, intercept }: Slice): (index: number) => number {
  if (channels === 1) return (index) => data[index]! * slope + intercept;
  return (index) => 0.299 * data[3 * index]! + 0.587 * data[3 * index + 1]! + 0.114 * data[3 * index + 2]!;
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
