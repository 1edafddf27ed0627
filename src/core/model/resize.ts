import { rectHeight, rectWidth, type Rect, type Size } from '../geometry/rect';
import type { RgbImage } from '../image/rgbImage';

/** Weights are integers of this many binary places, as in Pillow's `Resample.c`. */
const precision = 22;
const halfUnit = 1 << (precision - 1);

/** For each output pixel of one pass: the first source pixel, and its weights in a row of `stride`. */
interface Taps {
  readonly first: Int32Array;
  readonly count: Int32Array;
  readonly weights: Int32Array;
  readonly stride: number;
}

/**
 * Resizes a region of an image exactly as Pillow's antialiased bilinear filter does on 8-bit pixels: a horizontal, then a
 * vertical pass with a triangle filter in fixed point, each rounded to 8 bits, a pass that changes nothing left out.
 *
 * @param region rectangle of whole pixels inside the image
 * @returns an image of size `to` with the same channels
 */
export function resizeRegion(image: RgbImage, region: Rect, to: Size): RgbImage {
  const { channels } = image;
  const height = rectHeight(region);
  const rows = resizeWidth(image, region, to.width);
  const data = height === to.height ? rows : resizeHeight(rows, to.width * channels, height, to.height);
  return { width: to.width, height: to.height, channels, data };
}

/** Horizontal pass over the region's rows; `to · height · channels` bytes. */
function resizeWidth(image: RgbImage, region: Rect, to: number): Uint8Array {
  const { channels, data } = image;
  const height = rectHeight(region);
  const from = rectWidth(region);
  const out = new Uint8Array(to * height * channels);
  const taps = from === to ? undefined : tapsOf(from, to);
  for (let y = 0; y < height; y++) {
    const start = ((region.y0 + y) * image.width + region.x0) * channels;
    const source = data.subarray(start, start + from * channels);
    const target = out.subarray(y * to * channels, (y + 1) * to * channels);
    if (taps === undefined) target.set(source);
    else if (channels === 1) resampleGreyRow(source, target, taps);
    else resampleRgbRow(source, target, taps);
  }
  return out;
}

function resampleGreyRow(source: Uint8Array, target: Uint8Array, { first, count, weights, stride }: Taps): void {
  for (let x = 0; x < target.length; x++) {
    const from = first[x] ?? 0;
    const taps = count[x] ?? 0;
    let sum = halfUnit;
    for (let k = 0; k < taps; k++) sum += (weights[x * stride + k] ?? 0) * (source[from + k] ?? 0);
    target[x] = toByte(sum);
  }
}

function resampleRgbRow(source: Uint8Array, target: Uint8Array, { first, count, weights, stride }: Taps): void {
  for (let x = 0; x < first.length; x++) {
    const from = first[x] ?? 0;
    const taps = count[x] ?? 0;
    let red = halfUnit;
    let green = halfUnit;
    let blue = halfUnit;
    for (let k = 0; k < taps; k++) {
      const weight = weights[x * stride + k] ?? 0;
      const at = (from + k) * 3;
      red += weight * (source[at] ?? 0);
      green += weight * (source[at + 1] ?? 0);
      blue += weight * (source[at + 2] ?? 0);
    }
    target[x * 3] = toByte(red);
    target[x * 3 + 1] = toByte(green);
    target[x * 3 + 2] = toByte(blue);
  }
}

/** Vertical pass; rows are `width` bytes long. */
function resizeHeight(source: Uint8Array, width: number, from: number, to: number): Uint8Array {
  const { first, count, weights, stride } = tapsOf(from, to);
  const out = new Uint8Array(width * to);
  const sums = new Int32Array(width);
  for (let y = 0; y < to; y++) {
    sums.fill(halfUnit);
    const start = first[y] ?? 0;
    const taps = count[y] ?? 0;
    for (let k = 0; k < taps; k++) {
      const weight = weights[y * stride + k] ?? 0;
      const row = (start + k) * width;
      for (let x = 0; x < width; x++) sums[x] = (sums[x] ?? 0) + weight * (source[row + x] ?? 0);
    }
    const target = y * width;
    for (let x = 0; x < width; x++) out[target + x] = toByte(sums[x] ?? 0);
  }
  return out;
}

function toByte(sum: number): number {
  const value = sum >> precision;
  return value < 0 ? 0 : value > 255 ? 255 : value;
}

function tapsOf(from: number, to: number): Taps {
  const scale = from / to;
  const half = Math.max(scale, 1);
  const stride = Math.ceil(half) * 2 + 1;
  const first = new Int32Array(to);
  const count = new Int32Array(to);
  const weights = new Int32Array(to * stride);
  for (let i = 0; i < to; i++) {
    const centre = (i + 0.5) * scale;
    const low = Math.max(0, Math.trunc(centre - half + 0.5));
    const high = Math.min(from, Math.trunc(centre + half + 0.5));
    const triangle = Array.from({ length: high - low }, (_, k) =>
      Math.max(0, 1 - Math.abs((k + low - centre + 0.5) / half)),
    );
    const sum = triangle.reduce((a, b) => a + b, 0);
    first[i] = low;
    count[i] = high - low;
    triangle.forEach((weight, k) => (weights[i * stride + k] = Math.trunc((weight / sum) * 2 ** precision + 0.5)));
  }
  return { first, count, weights, stride };
}
