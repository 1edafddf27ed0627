import type { Size } from '../geometry/rect';

export interface OrientedPixels<T> extends Size {
  readonly data: T;
}

/** From 5 on, EXIF orientations exchange rows and columns. */
export function orientedSize({ width, height }: Size, orientation: number): Size {
  return orientation < 5 ? { width, height } : { width: height, height: width };
}

/** Pixels as they are to be looked at: what EXIF orientation 1 to 8 says is undone. */
export function orient<T extends Uint8Array | Uint16Array>(
  data: T,
  size: Size,
  channels: number,
  orientation: number,
): OrientedPixels<T> {
  if (orientation === 1) return { ...size, data };
  const { width, height } = orientedSize(size, orientation);
  const result = data.slice() as T;
  // Upright rows and columns, counted from the side that the orientation names.
  const mirrored = orientation === 2 || orientation === 3 || orientation === 6 || orientation === 7;
  const upsideDown = orientation === 3 || orientation === 4 || orientation === 7 || orientation === 8;
  for (let y = 0, to = 0; y < height; y++) {
    const row = upsideDown ? height - 1 - y : y;
    for (let x = 0; x < width; x++, to += channels) {
      const column = mirrored ? width - 1 - x : x;
      const pixel = orientation < 5 ? row * size.width + column : column * size.width + row;
      for (let channel = 0; channel < channels; channel++) result[to + channel] = data[pixel * channels + channel]!;
    }
  }
  return { width, height, data: result };
}
