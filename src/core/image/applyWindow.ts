import { percentiles } from './percentiles';
import type { SampleArray, Slice } from './slice';
import type { Window } from './window';

/** Percentiles between which the automatic window lies. */
const lowPercentile = 0.5;
const highPercentile = 99.5;
/** 8-bit images that reach no brighter value hold labels or bits, and would look black as they are. */
const darkest8Bit = 15;

type Pixels = Pick<Slice, 'data' | 'slope' | 'intercept' | 'invert' | 'greyTables'>;

/**
 * The default window of a slice: the header's first; none for 8-bit images, which are
 * shown as they are; otherwise from the 0.5th to the 99.5th percentile of the finite values that are not padding.
 * @returns null for an image that is shown as it is
 */
export function defaultWindow(slice: Slice): Window | null {
  const stored = slice.windows[0];
  if (stored !== undefined) return stored;
  return slice.channels === 3 || isShownAsStored(slice) ? null : windowOver([slice]);
}

/** Whether a grey slice of 8 bits needs no window. */
export function isShownAsStored({ data, slope }: Slice): boolean {
  return data instanceof Uint8Array && slope > 0 && data.some((v) => v > darkest8Bit);
}

/** The automatic window of slices together. */
export function windowOver(slices: readonly Slice[]): Window {
  return windowBetween(slices, lowPercentile, highPercentile);
}

/** The window from one percentile (0 to 100) of a slice's values to another, both included. */
export function percentileWindow(slice: Slice, lower: number, upper: number): Window {
  return windowBetween([slice], lower, upper);
}

function windowBetween(slices: readonly Slice[], lower: number, upper: number): Window {
  const [low, high] = percentiles(slices, lower, upper);
  // In LINEAR the first and the last value of a window are black and white, and both count.
  const width = high - low + (slices.every(hasWholeValues) ? 1 : 0);
  return width > 0 ? { center: low + width / 2, width } : { center: low, width: 1 };
}

/**
 * Grey levels 0 to 255 of all values that 8- and 16-bit samples can take: of stored value v at v & 0xff or v & 0xffff.
 * @returns null for wider samples, whose table would not fit
 */
export function windowTable(pixels: Pixels, window: Window): Uint8Array | null {
  const bytes = pixels.data.BYTES_PER_ELEMENT;
  if (bytes > 2) return null;
  const size = bytes === 1 ? 256 : 65_536;
  const signed = pixels.data instanceof Int8Array || pixels.data instanceof Int16Array;
  const toGrey = greyOf(pixels, window);
  const table = new Uint8Array(size);
  for (let i = 0; i < size; i++) table[i] = toGrey(signed && i >= size / 2 ? i - size : i);
  return table;
}

/**
 * Applies a window to every sample: value = stored · slope + intercept, then the window, then the inversion of
 * MONOCHROME1. NaN becomes 0.
 * @returns grey levels 0 to 255, one per sample
 */
export function applyWindow(pixels: Pixels, window: Window): Uint8Array {
  const { data } = pixels;
  const table = windowTable(pixels, window);
  const grey = new Uint8Array(data.length);
  if (table !== null) {
    const mask = table.length - 1;
    for (let i = 0; i < grey.length; i++) grey[i] = table[data[i]! & mask]!;
    return grey;
  }
  const toGrey = greyOf(pixels, window);
  for (let i = 0; i < grey.length; i++) grey[i] = toGrey(data[i]!);
  return grey;
}

function greyOf(pixels: Pixels, window: Window): (stored: number) => number {
  const { slope, intercept, invert } = pixels;
  const levelOf = levelsOf(pixels, window);
  return (stored) => {
    const level = levelOf(stored * slope + intercept);
    const grey = level > 0 ? Math.min(255, Math.round(level)) : 0;
    return invert ? 255 - grey : grey;
  };
}

/** The level of a modality value, from 0 to 255 where it is inside the window. */
function levelsOf(pixels: Pixels, window: Window): (value: number) => number {
  const table = window.lut === undefined ? undefined : pixels.greyTables?.[window.lut];
  if (table !== undefined) {
    const { first, levels } = table;
    const last = levels.length - 1;
    return (value) => levels[Math.min(last, Math.max(0, Math.round(value - first)))] ?? 0;
  }
  if (window.shape === 'sigmoid') {
    return (value) => 255 / (1 + Math.exp((-4 * (value - window.center)) / window.width));
  }
  const linear = window.shape === undefined && window.width >= 1 && hasWholeValues(pixels);
  const center = linear ? window.center - 0.5 : window.center;
  // A window of width 1 is a threshold; a tiny divisor makes it one without a case of its own.
  const width = Math.max(linear ? window.width - 1 : window.width, 1e-30);
  return (value) => ((value - center) / width + 0.5) * 255;
}

function hasWholeValues({ data, slope, intercept }: Pixels): boolean {
  return !isFloat(data) && Number.isInteger(slope) && Number.isInteger(intercept);
}

function isFloat(data: SampleArray): boolean {
  return data instanceof Float32Array || data instanceof Float64Array;
}
