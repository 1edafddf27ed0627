import { applyWindow, windowTable } from './applyWindow';
import type { RgbImage } from './rgbImage';
import type { Slice } from './slice';
import type { Window } from './window';

/** The window under which 8-bit values keep their values. */
const asStored: Window = { center: 128, width: 256 };

/**
 * The 8-bit pixels that a person and the model see of a slice.
 * @param window null shows 8-bit samples as they are (MONOCHROME1 inverted) and others by the low byte's range
 * @returns the slice's size and channels; shares the slice's memory where nothing had to be changed
 */
export function toRgb(slice: Slice, window: Window | null): RgbImage {
  const { width, height, channels, data } = slice;
  if (window === null && data instanceof Uint8Array && !slice.invert) return { width, height, channels, data };
  return { width, height, channels, data: applyWindow(valuesOf(slice, window), window ?? asStored) };
}

/**
 * What {@link toRgb} makes of every stored value, where samples have 8 or 16 bits.
 * @returns the grey level of stored value v at v & 0xff or v & 0xffff; null for wider samples
 */
export function greyTable(slice: Slice, window: Window | null): Uint8Array | null {
  return windowTable(valuesOf(slice, window), window ?? asStored);
}

/** Without a window the stored values themselves are shown. */
function valuesOf(slice: Slice, window: Window | null): Parameters<typeof applyWindow>[0] {
  return window === null ? { data: slice.data, slope: 1, intercept: 0, invert: slice.invert } : slice;
}
