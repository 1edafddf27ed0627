import {
  containsPoint,
  intersectRect,
  isEmptyRect,
  pixelAt,
  rectArea,
  rectHeight,
  rectWidth,
  uniteRects,
  type Point,
  type Rect,
  type Size,
} from '../../geometry/rect';
import type { PointPrompt, Prompt } from '../prompt';

/** Geometric mean of a proposal's sides, in parts of the longest side of the region. */
const sizes = [0.05, 0.075, 0.11, 0.16, 0.24, 0.35, 0.5, 0.7, 1];
/** Width over height; the smallest and the largest proposals are square alone. */
const aspectRatios = [1, 0.5, 2];
/** Sides of the proposals around a box that is known, in parts of its own. */
const scales = [0.8, 1, 1.25];

/**
 * Boxes that clicks could mean. Without a box they have several sizes and shapes, centred on the positive points; with one,
 * they lie around it, somewhat smaller and larger. Each holds all positive points and is cut free of negative ones, see
 * {@link cutOff}.
 *
 * @param prompt in image coordinates
 * @param region rectangle of the image that the boxes have to lie in
 * @returns no boxes for a prompt with neither a box nor a positive point
 */
export function proposeBoxes({ box, points }: Prompt, region: Rect): Rect[] {
  const clicked = boundsOf(points.filter(({ positive }) => positive));
  const held = box ?? clicked;
  if (held === undefined) return [];
  const centre = { x: (held.x0 + held.x1) / 2, y: (held.y0 + held.y1) / 2 };
  return (box === undefined ? sizesIn(region) : sizesAround(box))
    .map((size) => rectAround(centre, size))
    .map((proposal) => (clicked === undefined ? proposal : uniteRects(proposal, clicked)))
    .map((proposal) => cutOff(intersectRect(proposal, region), points))
    .filter((proposal) => !isEmptyRect(proposal));
}

/**
 * A box without the negative points in it: for each of them in turn, of the four cuts through it that keep all positive
 * points, the one that leaves most. Where no cut keeps them the box stays as it is.
 */
export function cutOff(box: Rect, points: readonly PointPrompt[]): Rect {
  const kept = points.filter((point) => point.positive && containsPoint(box, point));
  return points.reduce<Rect>((rest, point) => {
    if (point.positive || !containsPoint(rest, point)) return rest;
    // A right or lower end is exclusive, a left or upper one is not: the negative point's pixel goes with it.
    const { x0, y0, x1, y1 } = pixelAt(point);
    const cuts = [
      { ...rest, x0: x1 },
      { ...rest, y0: y1 },
      { ...rest, x1: x0 },
      { ...rest, y1: y0 },
    ].filter((cut) => !isEmptyRect(cut) && kept.every((positive) => containsPoint(cut, positive)));
    return cuts.toSorted((a, b) => rectArea(b) - rectArea(a))[0] ?? rest;
  }, box);
}

function sizesIn(region: Rect): Size[] {
  const longest = Math.max(rectWidth(region), rectHeight(region));
  return sizes.flatMap((size, i) => {
    const shapes = i === 0 || i === sizes.length - 1 ? [1] : aspectRatios;
    return shapes.map((shape) => ({
      width: size * longest * Math.sqrt(shape),
      height: (size * longest) / Math.sqrt(shape),
    }));
  });
}

function sizesAround(box: Rect): Size[] {
  return scales.map((scale) => ({ width: scale * rectWidth(box), height: scale * rectHeight(box) }));
}

function rectAround({ x, y }: Point, { width, height }: Size): Rect {
  return { x0: x - width / 2, y0: y - height / 2, x1: x + width / 2, y1: y + height / 2 };
}

/** The smallest rectangle around the pixels of some points; undefined for none. */
function boundsOf(points: readonly Point[]): Rect | undefined {
  return points.map(pixelAt).reduce<Rect | undefined>((all, one) => (all ? uniteRects(all, one) : one), undefined);
}
