import type { Point, Size } from '../../geometry/rect';
import { Mask } from '../../mask/mask';
import type { Slice } from '../slice';

/** More pixels than this are too many to be worked out for each movement of the pointer. */
const most = 1 << 20;

/** A large image as seen from afar: of every square of pixels the one in its middle. */
export interface Coarse extends Size {
  /** Side of a square. */
  readonly step: number;
  /** The pixel of the image for one of the picture, by their indices. */
  readonly pixelAt: (index: number) => number;
  /** A corner of its pixels in the image. */
  readonly toImage: (corner: Point) => Point;
}

/** How coarse an image of so many pixels is looked at; undefined for one that is small enough as it is. */
export function coarseOf(size: Size): Coarse | undefined {
  const step = Math.ceil(Math.sqrt((size.width * size.height) / most));
  if (step === 1) return undefined;
  const width = Math.ceil(size.width / step);
  const height = Math.ceil(size.height / step);
  const middle = (place: number, length: number): number => Math.min(place * step + (step >> 1), length - 1);
  const columns = Int32Array.from({ length: width }, (_, x) => middle(x, size.width));
  const rows = Int32Array.from({ length: height }, (_, y) => middle(y, size.height) * size.width);
  return {
    ...{ step, width, height },
    pixelAt: (index) => rows[Math.floor(index / width)]! + columns[index % width]!,
    toImage: ({ x, y }) => ({ x: Math.min(x * step, size.width), y: Math.min(y * step, size.height) }),
  };
}

/** A mask of the image that looks like one of the picture. */
export function fineMask({ step, width }: Coarse, { data }: Mask, size: Size): Mask {
  const mask = new Mask(size.width, size.height);
  for (let y = 0; y < size.height; y++) {
    const row = y * size.width;
    if (y % step > 0) {
      mask.data.copyWithin(row, row - size.width, row);
      continue;
    }
    const from = Math.floor(y / step) * width;
    // Run by run: noise has half a million of them.
    for (let x = data.indexOf(1, from); x >= from && x < from + width;) {
      const end = data.indexOf(0, x);
      const last = end < 0 ? width : Math.min(end - from, width);
      mask.data.fill(1, row + (x - from) * step, row + Math.min(last * step, size.width));
      x = end < 0 ? -1 : data.indexOf(1, end);
    }
  }
  return mask;
}

/** The mask of the picture. */
export function coarseMask({ width, height, pixelAt }: Coarse, { data }: Mask): Mask {
  const mask = new Mask(width, height);
  for (let i = 0; i < mask.data.length; i++) mask.data[i] = data[pixelAt(i)]!;
  return mask;
}

/** The pixels of the picture. */
export function coarseSlice({ width, height, pixelAt }: Coarse, slice: Slice): Slice {
  const { channels } = slice;
  const data = slice.data.slice(0, width * height * channels);
  for (let i = 0; i < width * height; i++) {
    for (let c = 0; c < channels; c++) data[i * channels + c] = slice.data[pixelAt(i) * channels + c]!;
  }
  return { ...slice, width, height, data };
}
