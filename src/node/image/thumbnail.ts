import { writeRgbPng } from '../../core/formats/png/rgb';
import { intersectRect, rectHeight, rectOf, rectWidth, type Rect, type Size } from '../../core/geometry/rect';
import type { ImageInfo } from '../../core/image/medicalImage';
import type { RgbImage } from '../../core/image/rgbImage';
import type { SampleArray, Slice } from '../../core/image/slice';
import { toRgb } from '../../core/image/toRgb';
import type { Window } from '../../core/image/window';
import { boundsOf, decodeRunLength, type RunLengthMask } from '../../core/mask/runLength';
import { resizeRegion } from '../../core/model/resize';
import { pixelAspect } from '../../core/view/camera';
import { displayFlip, type Flip } from '../../core/view/orientation';

/** Longest side, in pixels: VS Code shortens tooltips of more than 100,000 characters. */
export const thumbnailSide = 128;
/** Share of the pixels of a mask that is its colour. */
const opacity = 0.35;

/** What is drawn, in its order. */
export interface ThumbnailMask {
  readonly mask: RunLengthMask;
  /** `#rrggbb` */
  readonly color: string;
}

interface Shown {
  readonly info: Pick<ImageInfo, 'format' | 'pixelSpacing' | 'geometry'>;
  readonly window: Window | null;
  readonly masks: readonly ThumbnailMask[];
  /** Part of the slice; all of it when left out. */
  readonly region?: Rect;
}

/** A small picture of a slice with masks, filled and outlined, as a PNG: in proportion and turned as the editor shows it. */
export function thumbnail(slice: Slice, { info, window, masks, region = rectOf(slice) }: Shown): Uint8Array {
  const step = Math.max(1, Math.floor(Math.max(rectWidth(region), rectHeight(region)) / (4 * thumbnailSide)));
  const picture = inColor(toRgb(sampledSlice(slice, region, step), window));
  for (const { mask, color } of masks) {
    const pixels = decodeRunLength(mask);
    tint(picture, sampled(pixels.data, { width: pixels.width, region, step, channels: 1 }), color);
  }
  const [across, down] = pixelAspect(info.pixelSpacing);
  const [width, height] = [rectWidth(region) * across, rectHeight(region) * down];
  const scale = thumbnailSide / Math.max(width, height);
  const size = { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
  return writeRgbPng(flipped(resizeRegion(picture, rectOf(picture), size), displayFlip(info)));
}

/** The part of a slice around a mask: with a quarter of its size around it. */
export function regionAround(mask: RunLengthMask, size: Size): Rect {
  const bounds = boundsOf(mask) ?? rectOf(size);
  const margin = Math.max(8, Math.round(Math.max(rectWidth(bounds), rectHeight(bounds)) / 4));
  const { x0, y0, x1, y1 } = bounds;
  return intersectRect({ x0: x0 - margin, y0: y0 - margin, x1: x1 + margin, y1: y1 + margin }, rectOf(size));
}

/** Every `step`-th pixel of a part of a slice. */
function sampledSlice(slice: Slice, region: Rect, step: number): Slice {
  const { width, channels, data } = slice;
  const [columns, rows] = [rectWidth(region), rectHeight(region)].map((side) => Math.ceil(side / step));
  return {
    ...slice,
    width: columns!,
    height: rows!,
    data: sampled(data, { width, region, step, channels }),
  };
}

/** Every `step`-th pixel of a part of an image `width` pixels wide, row by row. */
function sampled<T extends SampleArray>(
  data: T,
  { width, region, step, channels }: { width: number; region: Rect; step: number; channels: number },
): T {
  const [columns, rows] = [rectWidth(region), rectHeight(region)].map((side) => Math.ceil(side / step));
  const part = data.slice(0, columns! * rows! * channels) as T;
  let at = 0;
  for (let y = region.y0; y < region.y1; y += step) {
    for (let x = region.x0; x < region.x1; x += step) {
      const from = (y * width + x) * channels;
      for (let i = 0; i < channels; i++) part[at++] = data[from + i]!;
    }
  }
  return part;
}

/** A copy with three channels. */
function inColor({ width, height, channels, data }: RgbImage): RgbImage {
  const color = new Uint8Array(width * height * 3);
  for (let i = 0; i < color.length; i++) color[i] = data[channels === 3 ? i : Math.floor(i / 3)]!;
  return { width, height, channels: 3, data: color };
}

function tint({ width, height, data }: RgbImage, mask: Uint8Array, color: string): void {
  const channels = [1, 3, 5].map((at) => parseInt(color.slice(at, at + 2), 16));
  const has = (x: number, y: number): boolean =>
    x >= 0 && y >= 0 && x < width && y < height && mask[y * width + x] === 1;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      if (!has(x, y)) continue;
      const isInside = has(x - 1, y) && has(x + 1, y) && has(x, y - 1) && has(x, y + 1);
      const share = isInside ? opacity : 1;
      const at = (y * width + x) * 3;
      for (const [i, value] of channels.entries()) {
        data[at + i] = Math.round(data[at + i]! * (1 - share) + value * share);
      }
    }
  }
}

function flipped(image: RgbImage, [flipX, flipY]: Flip): RgbImage {
  if (!flipX && !flipY) return image;
  const { width, height, data } = image;
  const turned = new Uint8Array(data.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const from = ((flipY ? height - 1 - y : y) * width + (flipX ? width - 1 - x : x)) * 3;
      turned.set(data.subarray(from, from + 3), (y * width + x) * 3);
    }
  }
  return { ...image, data: turned };
}
