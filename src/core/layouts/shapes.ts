import { UserError } from '../base/error';
import { rectFromCorners, type Point, type Rect, type Size } from '../geometry/rect';
import { fillPolygons } from '../mask/fillPolygon';
import type { Mask } from '../mask/mask';
import { encodeRunLength, type RunLengthMask } from '../mask/runLength';
import { t, type Text } from '../text/message';
import type { AnnotationNote, TakeNote } from './annotationNote';
import { frameOf, rectIn, type Frame, type FramedImage } from './frame';
import type { FoundMask } from './layout';

/** Corners of an ellipse that is drawn as a polygon: its area is right to a thousandth. */
const ellipseCorners = 96;

/** A shape that another program has drawn, in the frame of its annotations. */
export interface DrawnShape extends Omit<AnnotationNote, 'message'> {
  readonly label: string;
  /** Size of the frame; undefined where the file does not state it. */
  readonly stated: Size | undefined;
  readonly draw: Draw;
}

/** Draws a shape in a frame. */
export interface Draw {
  /** @throws UserError `damaged` */
  (frame: Frame): Mask;
  /** The shape itself where it is a box along the axes, in the frame: it says where an object is, not what its outline is. */
  readonly box?: (frame: Frame) => Rect;
}

/** A shape as the mask of an image; what cannot be drawn is a note. */
export function foundShape({ label, stated, draw, ...at }: DrawnShape): FoundMask {
  const mask = (image: FramedImage, note: TakeNote): RunLengthMask | undefined => {
    const tell = (message: Text): void => {
      note({ ...at, message });
    };
    try {
      const frame = frameOf(stated, image);
      if (frame.remark !== undefined) note({ file: at.file, annotation: null, message: frame.remark });
      const drawn = frame.mask(draw(frame));
      if (drawn.area === 0) tell(t`It has no pixel in the image.`);
      return encodeRunLength(drawn);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      tell(error.text);
      return undefined;
    }
  };
  const { box } = draw;
  if (box === undefined) return { kind: 'inline', label, mask };
  const boxIn = (image: FramedImage): Rect => {
    const frame = frameOf(stated, image);
    return rectIn(frame, box(frame));
  };
  return { kind: 'inline', label, mask, box: boxIn };
}

/** Polygons, each a closed line; see {@link fillPolygons}. */
export function drawPolygons(rings: readonly (readonly Point[])[]): Draw {
  return ({ size }) => fillPolygons(size, rings);
}

export function drawRect(a: Point, b: Point): Draw {
  return drawBox(() => rectFromCorners(a, b));
}

/** A box along the axes. @param box in a frame */
export function drawBox(box: (frame: Frame) => Rect): Draw {
  const draw = (frame: Frame): Mask => {
    const { x0, y0, x1, y1 } = box(frame);
    const corners = [
      { x: x0, y: y0 },
      { x: x1, y: y0 },
      { x: x1, y: y1 },
      { x: x0, y: y1 },
    ];
    return fillPolygons(frame.size, [corners]);
  };
  return Object.assign(draw, { box });
}

export function drawEllipse(centre: Point, across: number, down: number): Draw {
  return turnedEllipse(centre, across, down, 0);
}

/** @param angle in radians, clockwise as seen on the screen */
export function turnedEllipse(centre: Point, across: number, down: number, angle: number): Draw {
  const [sine, cosine] = [Math.sin(angle), Math.cos(angle)];
  return drawPolygons([
    Array.from({ length: ellipseCorners }, (_, i) => {
      const at = (2 * Math.PI * i) / ellipseCorners;
      const [x, y] = [across * Math.cos(at), down * Math.sin(at)];
      return { x: centre.x + x * cosine - y * sine, y: centre.y + x * sine + y * cosine };
    }),
  ]);
}
