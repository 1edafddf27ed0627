import { rectHeight, rectOf, rectWidth, type Point, type Rect, type Size } from '../geometry/rect';

/**
 * The one map between an image and the model's square input.
 *
 * A region of the image (the whole of it, or a rectangle of whole pixels) is resized so that its longest side is
 * `modelSize` and lies in the upper left corner of the input; the rest is padding. Rectangles map as continuous edges.
 * Points map as SAM's do: by the index of their pixel, so the centre of the image's pixel `i` becomes `i · scale` on the
 * way to the decoder, which itself adds half a model pixel.
 */
export class ImageTransform {
  /** The region of the image, in whole pixels. */
  readonly region: Rect;
  /** Side of the model input in pixels. */
  readonly modelSize: number;
  /** Size of the resized region within the model input, at least 1 × 1. */
  readonly resized: Size;
  private readonly scaleX: number;
  private readonly scaleY: number;

  /**
   * @param image size of the whole image
   * @param modelSize side of the model input
   * @param region rectangle of whole pixels inside the image; the whole image when left out
   * @throws RangeError when the region is empty, not of whole pixels or outside the image
   */
  constructor(image: Size, modelSize: number, region: Rect = rectOf(image)) {
    const { x0, y0, x1, y1 } = region;
    const whole = [x0, y0, x1, y1].every(Number.isInteger);
    if (!whole || x0 < 0 || y0 < 0 || x1 > image.width || y1 > image.height || x1 <= x0 || y1 <= y0) {
      throw new RangeError(
        `Region ${[x0, y0, x1, y1].join(',')} is not a rectangle of whole pixels in a ${String(image.width)}×${String(image.height)} image.`,
      );
    }
    this.region = region;
    this.modelSize = modelSize;
    const scale = modelSize / Math.max(rectWidth(region), rectHeight(region));
    const resize = (side: number): number => Math.max(1, Math.floor(side * scale + 0.5));
    this.resized = { width: resize(rectWidth(region)), height: resize(rectHeight(region)) };
    this.scaleX = this.resized.width / rectWidth(region);
    this.scaleY = this.resized.height / rectHeight(region);
  }

  /** A point of the image in model pixels, before the decoder's shift by half a pixel. */
  pointToModel({ x, y }: Point): Point {
    return { x: (x - 0.5 - this.region.x0) * this.scaleX, y: (y - 0.5 - this.region.y0) * this.scaleY };
  }

  /** Inverse of {@link pointToModel}. */
  pointToImage({ x, y }: Point): Point {
    return { x: x / this.scaleX + this.region.x0 + 0.5, y: y / this.scaleY + this.region.y0 + 0.5 };
  }

  /** A rectangle of the image in model pixels. */
  rectToModel({ x0, y0, x1, y1 }: Rect): Rect {
    return {
      x0: (x0 - this.region.x0) * this.scaleX,
      y0: (y0 - this.region.y0) * this.scaleY,
      x1: (x1 - this.region.x0) * this.scaleX,
      y1: (y1 - this.region.y0) * this.scaleY,
    };
  }

  /** Inverse of {@link rectToModel}. */
  rectToImage({ x0, y0, x1, y1 }: Rect): Rect {
    return {
      x0: x0 / this.scaleX + this.region.x0,
      y0: y0 / this.scaleY + this.region.y0,
      x1: x1 / this.scaleX + this.region.x0,
      y1: y1 / this.scaleY + this.region.y0,
    };
  }
}
