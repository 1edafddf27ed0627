import type { Size } from '../geometry/rect';

/**
 * 8-bit pixels as the model sees them, row by row: `channels` = 1 stands for three equal channels, 3 is interleaved RGB.
 */
export interface RgbImage extends Size {
  readonly channels: 1 | 3;
  readonly data: Uint8Array;
}
