import type { Slice } from './medicalImage';
import type { RgbImage } from './rgbImage';
import { applyWindow, type Window } from './window';

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
  const pixels = window === null ? { data, slope: 1, intercept: 0, invert: slice.invert } : slice;
  return { width, height, channels, data: applyWindow(pixels, window ?? asStored) };
}
