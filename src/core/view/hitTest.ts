import { containsPoint, type Point, type Rect } from '../geometry/rect';
import type { Mask } from '../mask/mask';
import type { Prompt } from '../prompt/prompt';
import { boxHandles, handlePoint, type BoxHandle } from './boxHandle';
import { rectToViewport, toViewport, type ViewTransform } from './camera';

/** A part of a prompt that can be taken hold of. */
export type Grip =
  | { readonly kind: 'handle'; readonly handle: BoxHandle }
  | { readonly kind: 'point'; readonly index: number };

/** From the middle of a point, in CSS pixels. Points may lie close together. */
const pointReach = 7;
/** From the middle of a handle: an area of 24 pixels, unless the inside of a small box would be covered by it. */
const handleReach = 12;

/** The grip of `prompt` within reach of the viewport point `at`; points win over handles, the nearest wins. */
export function gripAt(prompt: Prompt, transform: ViewTransform, at: Point): Grip | undefined {
  const near = (point: Point): number => {
    const shown = toViewport(transform, point);
    return Math.hypot(shown.x - at.x, shown.y - at.y);
  };
  const nearest = <T>(grips: readonly T[], reach: number, place: (grip: T) => Point): T | undefined =>
    grips
      .map((grip) => ({ grip, distance: near(place(grip)) }))
      .filter(({ distance }) => distance <= reach)
      .toSorted((a, b) => a.distance - b.distance)[0]?.grip;
  const index = nearest([...prompt.points.keys()], pointReach, (i) => prompt.points[i]!);
  if (index !== undefined) return { kind: 'point', index };
  const box = prompt.box;
  if (box === undefined) return undefined;
  const { x0, y0, x1, y1 } = rectToViewport(transform, box);
  const reach = Math.min(handleReach, Math.max(Math.min(x1 - x0, y1 - y0) / 4, pointReach));
  const handle = nearest(boxHandles, reach, (name) => handlePoint(box, name));
  return handle && { kind: 'handle', handle };
}

/** An object with the pixels in its bounds. */
interface Hittable {
  readonly id: string;
  readonly bounds: Rect | undefined;
  readonly part: Mask;
}

/** Id of the topmost object with a pixel at the image point; later objects lie over earlier ones. */
export function objectAt(objects: readonly Hittable[], at: Point): string | undefined {
  const [x, y] = [Math.floor(at.x), Math.floor(at.y)];
  return objects.findLast(
    ({ bounds, part }) =>
      bounds !== undefined &&
      containsPoint(bounds, at) &&
      part.data[(y - bounds.y0) * part.width + x - bounds.x0] === 1,
  )?.id;
}
