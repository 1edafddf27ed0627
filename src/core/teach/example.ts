import { rectOf } from '../geometry/rect';
import type { RgbImage } from '../image/rgbImage';
import { Mask } from '../mask/mask';
import { resizeRegion } from '../model/resize';

/** An image as the model sees it, with all that carries the label in it. */
export interface Example {
  readonly image: RgbImage;
  /** Of the image's size. */
  readonly mask: Mask;
}

/** An example whose longest side has at most so many pixels: more would only be made smaller again for the model. */
export function shrink({ image, mask }: Example, longest: number): Example {
  const factor = longest / Math.max(image.width, image.height);
  if (factor >= 1) return { image, mask };
  const to = {
    width: Math.max(1, Math.round(image.width * factor)),
    height: Math.max(1, Math.round(image.height * factor)),
  };
  const grey = { ...rectSize(mask), channels: 1, data: mask.data.map((value) => 255 * value) } as const;
  const small = resizeRegion(grey, rectOf(grey), to);
  return {
    image: resizeRegion(image, rectOf(image), to),
    mask: new Mask(
      to.width,
      to.height,
      small.data.map((value) => (value > 127 ? 1 : 0)),
    ),
  };
}

function rectSize({ width, height }: Mask): { width: number; height: number } {
  return { width, height };
}
