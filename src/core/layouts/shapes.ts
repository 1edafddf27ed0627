import { UserError } from '../base/error';
import type { Point, Size } from '../geometry/rect';
import { fillPolygons } from '../mask/fillPolygon';
import type { Mask } from '../mask/mask';
import { encodeRunLength, type RunLengthMask } from '../mask/runLength';
import type { TakeNote } from './annotationNote';
import { frameOf, type Frame, type FramedImage } from './frame';
import type { FoundMask } from './layout';

/** Corners of an ellipse that is drawn as a polygon: its area is right to a thousandth. */
const ellipseCorners = 96;

/** A shape that another program has drawn, in the frame of its annotations. */
export interface DrawnShape {
  readonly file: string;
  /** Its id, or its number in the file. */
  readonly annotation: number | string;
  readonly label: string;
  /** Size of the frame; undefined where the file does not state it. */
  readonly stated: Size | undefined;
  /** @throws UserError `damaged` */
  readonly draw: (frame: Frame) => Mask;
}

/** A shape as the mask of an image; what cannot be drawn is a note. */
export function foundShape({ file, annotation, label, stated, draw }: DrawnShape): FoundMask {
  const mask = (image: FramedImage, note: TakeNote): RunLengthMask | undefined => {
    const tell = (message: string): void => {
      note({ file, annotation, message });
    };
    try {
      const frame = frameOf(stated, image);
      if (frame.remark !== undefined) note({ file, annotation: null, message: frame.remark });
      const drawn = frame.mask(draw(frame));
      if (drawn.area === 0) tell('It has no pixel in the image.');
      return encodeRunLength(drawn);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      tell(error.message);
      return undefined;
    }
  };
  return { kind: 'inline', label, mask };
}

/** Polygons, each a closed line; see {@link fillPolygons}. */
export function drawPolygons(rings: readonly (readonly Point[])[]): DrawnShape['draw'] {
  return ({ size }) => fillPolygons(size, rings);
}

export function drawRect(a: Point, b: Point): DrawnShape['draw'] {
  return drawPolygons([[a, { x: b.x, y: a.y }, b, { x: a.x, y: b.y }]]);
}

export function drawEllipse(centre: Point, across: number, down: number): DrawnShape['draw'] {
  return turnedEllipse(centre, across, down, 0);
}

/** @param angle in radians, clockwise as seen on the screen */
export function turnedEllipse(centre: Point, across: number, down: number, angle: number): DrawnShape['draw'] {
  const [sine, cosine] = [Math.sin(angle), Math.cos(angle)];
  return drawPolygons([
    Array.from({ length: ellipseCorners }, (_, i) => {
      const at = (2 * Math.PI * i) / ellipseCorners;
      const [x, y] = [across * Math.cos(at), down * Math.sin(at)];
      return { x: centre.x + x * cosine - y * sine, y: centre.y + x * sine + y * cosine };
    }),
  ]);
}
