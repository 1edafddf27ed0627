import type { Point, Size } from '../geometry/rect';
import { Mask } from '../mask/mask';
import type { Prompt } from '../prompt/prompt';

/** Enlargement at which a pixel is no longer made square: some headers have nonsense for the distance of slices. */
const most = 64;

/**
 * The picture with square pixels that a model is shown of an image whose pixels are not square, such as a plane across the
 * slices of a volume: the longer side of a pixel is made of several.
 */
export class SquarePicture {
  readonly image: Size;
  readonly size: Size;

  /** @param pixel relative size of a pixel [across, down] */
  constructor({ width, height }: Size, [across, down]: readonly [number, number]) {
    const times = (longer: number, shorter: number): number => Math.min(Math.max(longer / shorter, 1), most);
    this.image = { width, height };
    this.size = {
      width: Math.max(Math.round(width * times(across, down)), 1),
      height: Math.max(Math.round(height * times(down, across)), 1),
    };
  }

  /** A prompt on the image as one on the picture. */
  toPicture({ box, points, ...rest }: Prompt): Prompt {
    const [x, y] = this.#scale;
    const place = <T extends Point>(point: T): T => ({ ...point, x: point.x * x, y: point.y * y });
    return {
      ...rest,
      ...(box === undefined ? {} : { box: { x0: box.x0 * x, y0: box.y0 * y, x1: box.x1 * x, y1: box.y1 * y } }),
      points: points.map(place),
    };
  }

  /** A mask of the image as one of the picture: each pixel is that in which its middle lies. */
  maskToPicture(mask: Mask): Mask {
    const [x, y] = this.#scale;
    return sampled(mask, this.size, [1 / x, 1 / y]);
  }

  /** A mask of the picture as one of the image, in the same way. */
  maskToImage(mask: Mask): Mask {
    return sampled(mask, this.image, this.#scale);
  }

  /** Pixels of the picture for one of the image [across, down]. */
  get #scale(): readonly [number, number] {
    return [this.size.width / this.image.width, this.size.height / this.image.height];
  }
}

function sampled(mask: Mask, { width, height }: Size, [across, down]: readonly [number, number]): Mask {
  const result = new Mask(width, height);
  const at = (middle: number, scale: number, length: number): number =>
    Math.min(Math.floor((middle + 0.5) * scale), length - 1);
  for (let y = 0; y < height; y++) {
    const row = at(y, down, mask.height) * mask.width;
    for (let x = 0; x < width; x++) result.data[y * width + x] = mask.data[row + at(x, across, mask.width)]!;
  }
  return result;
}
