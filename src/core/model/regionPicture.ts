import {
  containsPoint,
  intersectRect,
  rectHeight,
  rectOf,
  rectWidth,
  roundOutward,
  type Point,
  type Rect,
  type Size,
} from '../geometry/rect';
import { Mask } from '../mask/mask';
import { decodePart, encodeEnlarged } from '../mask/part';
import { encodeRunLength, type RunLengthMask } from '../mask/runLength';
import type { SegmentPrompt } from '../prompt/prompt';
import { logitsToRuns } from './postprocess';
import { ImageTransform } from './transform';

/** Where a picture of a part of a large image lies. */
export interface PictureFrame {
  /** Size of the whole image. */
  readonly image: Size;
  /** The part of the image, in its pixels. */
  readonly rect: Rect;
  /** Pixels of the image along one of the picture. */
  readonly scale: number;
}

/** The picture that a model is shown of a part of a large image, which may be smaller than that part. */
export class RegionPicture {
  readonly frame: PictureFrame;

  constructor(frame: PictureFrame) {
    this.frame = frame;
  }

  get size(): Size {
    const { rect, scale } = this.frame;
    return { width: Math.ceil(rectWidth(rect) / scale), height: Math.ceil(rectHeight(rect) / scale) };
  }

  /** A prompt on the image as one on the picture, with what of it the picture shows. */
  toPicture({ box, points, previous, ...rest }: SegmentPrompt): SegmentPrompt {
    const { rect } = this.frame;
    const seen = box && intersectRect(box, rect);
    return {
      ...rest,
      ...(previous === undefined ? {} : { previous: this.runsToPicture(previous) }),
      ...(seen === undefined ? {} : { box: this.#rectOf(seen) }),
      points: points
        .filter((point) => containsPoint(rect, point))
        .map((point) => ({ ...point, ...this.#pointOf(point) })),
    };
  }

  /** What of a mask of the image the picture shows: each pixel is that in which its middle lies. */
  runsToPicture(runs: RunLengthMask): RunLengthMask {
    const { rect, scale } = this.frame;
    const part = decodePart(runs, rect);
    const { width, height } = this.size;
    const mask = new Mask(width, height);
    const at = (middle: number, length: number): number => Math.min(Math.floor((middle + 0.5) * scale), length - 1);
    for (let y = 0; y < height; y++) {
      const row = at(y, part.height) * part.width;
      for (let x = 0; x < width; x++) mask.data[y * width + x] = part.data[row + at(x, part.width)]!;
    }
    return encodeRunLength(mask);
  }

  /** A mask of the picture as one of the image: each of its pixels covers those of the image that it was made of. */
  runsToImage(mask: Mask): RunLengthMask {
    const { image, rect, scale } = this.frame;
    return encodeEnlarged(mask, rect, scale, [image.width, image.height]);
  }

  #pointOf({ x, y }: Point): Point {
    const { rect, scale } = this.frame;
    return { x: (x - rect.x0) / scale, y: (y - rect.y0) / scale };
  }

  #rectOf({ x0, y0, x1, y1 }: Rect): Rect {
    const [start, end] = [this.#pointOf({ x: x0, y: y0 }), this.#pointOf({ x: x1, y: y1 })];
    return { x0: start.x, y0: start.y, x1: end.x, y1: end.y };
  }
}

/**
 * The model's answer on a picture as run lengths in its image, at full resolution.
 * @param transform of a region of the picture
 */
export function runsInFrame(
  logits: Float32Array,
  { region, modelSize }: ImageTransform,
  { image, rect, scale }: PictureFrame,
): RunLengthMask {
  const { x0, y0, x1, y1 } = region;
  const own = roundOutward({
    x0: rect.x0 + x0 * scale,
    y0: rect.y0 + y0 * scale,
    x1: rect.x0 + x1 * scale,
    y1: rect.y0 + y1 * scale,
  });
  return logitsToRuns(logits, new ImageTransform(image, modelSize, intersectRect(own, rectOf(image))), image);
}
