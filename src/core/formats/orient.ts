import type { Point, Size } from '../geometry/rect';

export interface OrientedPixels<T> extends Size {
  readonly data: T;
}

/** From 5 on, EXIF orientations exchange rows and columns. */
export function orientedSize({ width, height }: Size, orientation: number): Size {
  return orientation < 5 ? { width, height } : { width: height, height: width };
}

/** Where a point of a stored picture lies in the upright one, in continuous coordinates. @param size of the stored picture */
export function orientedPoint({ x, y }: Point, size: Size, orientation: number): Point {
  const { width, height } = orientedSize(size, orientation);
  const [column, row] = orientation < 5 ? [x, y] : [y, x];
  return {
    x: isMirrored(orientation) ? width - column : column,
    y: isUpsideDown(orientation) ? height - row : row,
  };
}

/** Pixels in display orientation: EXIF orientation 1 to 8 is applied. */
export function orient<T extends Uint8Array | Uint16Array | Int16Array>(
  data: T,
  size: Size,
  channels: number,
  orientation: number,
): OrientedPixels<T> {
  if (orientation === 1) return { ...size, data };
  const { width, height } = orientedSize(size, orientation);
  const result = data.slice() as T;
  const mirrored = isMirrored(orientation);
  const upsideDown = isUpsideDown(orientation);
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

/** Whether upright columns are counted from the right-hand side of what is stored. */
function isMirrored(orientation: number): boolean {
  return [2, 3, 6, 7].includes(orientation);
}

/** The same of rows, from the bottom. */
function isUpsideDown(orientation: number): boolean {
  return [3, 4, 7, 8].includes(orientation);
}
