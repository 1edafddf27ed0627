import { encode } from 'fast-png';
import type { RgbImage } from '../../image/rgbImage';

/** Encodes an image as an 8-bit PNG, grey or in colour. */
export function writeRgbPng({ width, height, channels, data }: RgbImage): Uint8Array {
  return encode({ width, height, data, depth: 8, channels });
}
