import { UserError } from '../base/error';
import { orient, orientedPoint, orientedSize } from '../formats/orient';
import { rectFromCorners, type Point, type Rect, type Size } from '../geometry/rect';
import type { ImageInfo } from '../image/medicalImage';
import { Mask } from '../mask/mask';
import { t, type Message } from '../text/message';

/** How far the proportions of two frames may differ that are the same picture in two sizes: rounding to whole pixels. */
const sameShape = 0.01;

/** What determines the frame in which an image was annotated. */
export type FramedImage = Pick<ImageInfo, 'width' | 'height' | 'orientation'>;

/** The frame that annotations were made in: the image's own, that of its file before EXIF turned it, or another size of it. */
export interface Frame {
  readonly size: Size;
  /** What a person should know of it, as a sentence. */
  readonly remark?: Message;
  /** A point of the frame in image coordinates. */
  point(point: Point): Point;
  /** A mask of the frame in the size of the image. */
  mask(mask: Mask): Mask;
}

/**
 * The frame of a stated size.
 * @param stated undefined where nothing states one: then it is the image's own
 * @throws UserError `damaged` naming both sizes, when the frame cannot be one of this image
 */
export function frameOf(stated: Size | undefined, image: FramedImage): Frame {
  const { orientation = 1 } = image;
  const own = { width: image.width, height: image.height };
  const stored = orientedSize(own, orientation);
  if (stated === undefined || isSame(stated, own)) {
    const isUnclear = orientation !== 1 && (stated === undefined || isSame(stored, own));
    const remark = t`EXIF rotates this image, and its size does not show whether it was annotated before or after the rotation. Its annotations are read as those of the displayed image.`;
    return { size: own, ...(isUnclear ? { remark } : {}), point: (point) => point, mask: (mask) => mask };
  }
  if (orientation !== 1 && isSame(stated, stored)) {
    return {
      size: stored,
      remark: t`The image was annotated before its EXIF rotation, so its annotations are rotated with it.`,
      point: (point) => orientedPoint(point, stored, orientation),
      mask: ({ data }) => new Mask(own.width, own.height, orient(data, stored, 1, orientation).data),
    };
  }
  const across = own.width / stated.width;
  const down = own.height / stated.height;
  if (Math.abs(across / down - 1) > sameShape) {
    throw new UserError('damaged', {
      problem: t`The annotations are for an image of ${sizeText(stated)}, but the image has ${sizeText(own)}, in other proportions.`,
      advice: t`Annotate this image, or correct width and height in the file.`,
    });
  }
  return {
    size: stated,
    remark: t`The annotations are for an image of ${sizeText(stated)}, but the image has ${sizeText(own)}, so they are scaled.`,
    point: ({ x, y }) => ({ x: x * across, y: y * down }),
    mask: (mask) => scaled(mask, own),
  };
}

/** A rectangle of a frame in image coordinates. */
export function rectIn(frame: Frame, { x0, y0, x1, y1 }: Rect): Rect {
  return rectFromCorners(frame.point({ x: x0, y: y0 }), frame.point({ x: x1, y: y1 }));
}

/** The nearest pixel of a mask for each of another size. */
function scaled(mask: Mask, { width, height }: Size): Mask {
  const result = new Mask(width, height);
  for (let y = 0; y < height; y++) {
    const row = Math.floor(((y + 0.5) * mask.height) / height) * mask.width;
    for (let x = 0; x < width; x++) {
      result.data[y * width + x] = mask.data[row + Math.floor(((x + 0.5) * mask.width) / width)]!;
    }
  }
  return result;
}

function isSame(a: Size, b: Size): boolean {
  return a.width === b.width && a.height === b.height;
}

function sizeText({ width, height }: Size): Message {
  return t`${width} × ${height} pixels`;
}
