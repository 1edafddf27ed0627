import { encode } from 'fast-png';
import { UserError } from '../../base/error';
import type { Slice } from '../../image/slice';
import { toRgb } from '../../image/toRgb';
import type { Window } from '../../image/window';
import { t } from '../../text/message';

/**
 * Encodes the stored values of a slice as PNG: grey of 8 or 16 bits, or RGB.
 * @throws UserError `unsupported-encoding` for values that a PNG cannot hold, which are negative, fractional or above 65535
 */
export function writeStoredPng({ width, height, channels, data }: Slice): Uint8Array {
  if (data instanceof Uint8Array) return encode({ width, height, data, depth: 8, channels });
  if (data.every((value) => Number.isInteger(value) && value >= 0 && value <= 65535)) {
    return encode({ width, height, data: Uint16Array.from(data), depth: 16, channels });
  }
  throw new UserError('unsupported-encoding', {
    problem: t`PNG holds whole numbers from 0 to 65535, but this image has other values.`,
    advice: t`Write NIfTI, or use --window to write the displayed grey levels.`,
  });
}

/** Encodes a slice as it is shown under a window: grey of 8 bits, or RGB. @param window null to show values as they are */
export function writeShownPng(slice: Slice, window: Window | null): Uint8Array {
  const { width, height, channels, data } = toRgb(slice, window);
  return encode({ width, height, data, depth: 8, channels });
}
