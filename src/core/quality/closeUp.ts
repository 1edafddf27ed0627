import { intersectRect, rectHeight, rectOf, rectWidth, type Rect } from '../geometry/rect';
import type { RgbImage } from '../image/rgbImage';
import { Mask } from '../mask/mask';

/** A mask and the image under it, cut to the object and a rim around it, and thinned where that is large. */
export interface CloseUp {
  readonly mask: Mask;
  /** Mean of the channels, 0 to 255, of the mask's size. */
  readonly grey: Uint8Array;
  /** Of the object, in image coordinates. */
  readonly bounds: Rect;
  /** Area of the object as a share of the image, 0 to 1. */
  readonly share: number;
}

/** Longest side of a close-up, in pixels: shape and contrast show at this size, and larger ones take long. */
const longest = 256;
/** Width of the rim as a share of the object's longest side, and in pixels at least. */
const rim = 0.1;
const leastRim = 3;

/** @returns undefined for an empty mask */
export function closeUp(mask: Mask, image: RgbImage): CloseUp | undefined {
  const bounds = mask.bounds;
  if (bounds === undefined) return undefined;
  const side = Math.max(rectWidth(bounds), rectHeight(bounds));
  const around = Math.max(leastRim, Math.round(side * rim));
  const cut = intersectRect(
    { x0: bounds.x0 - around, y0: bounds.y0 - around, x1: bounds.x1 + around, y1: bounds.y1 + around },
    rectOf(mask),
  );
  const step = Math.max(1, Math.ceil(Math.max(rectWidth(cut), rectHeight(cut)) / longest));
  const small = new Mask(Math.ceil(rectWidth(cut) / step), Math.ceil(rectHeight(cut) / step));
  const grey = new Uint8Array(small.data.length);
  for (let y = 0; y < small.height; y++) {
    for (let x = 0; x < small.width; x++) {
      const from = (cut.y0 + y * step) * mask.width + cut.x0 + x * step;
      const to = y * small.width + x;
      small.data[to] = mask.data[from]!;
      grey[to] = greyAt(image, from);
    }
  }
  return { mask: small, grey, bounds, share: mask.area / mask.data.length };
}

function greyAt({ channels, data }: RgbImage, pixel: number): number {
  if (channels === 1) return data[pixel]!;
  return (data[pixel * 3]! + data[pixel * 3 + 1]! + data[pixel * 3 + 2]!) / 3;
}
