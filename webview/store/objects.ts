import { finish, type Steps } from '../../src/core/base/steps';
import type { Rect } from '../../src/core/geometry/rect';
import { volumeOf, type SlicePlace } from '../../src/core/image/slicePlace';
import { Mask } from '../../src/core/mask/mask';
import { partSteps } from '../../src/core/mask/part';
import { isRough, isRoughly } from '../../src/core/mask/rough';
import { boundsOf, extentSteps, type RunLengthMask } from '../../src/core/mask/runLength';
import type { ViewObject } from '../../src/core/protocol/viewDocument';
import { traceOutline, type Ring } from '../../src/core/mask/traceOutline';

/** A mask made ready for drawing. */
export interface Drawable {
  /** The pixels in some bounds: as many as the bounds have or, of a coarse mask, fewer. */
  readonly part: Mask;
  /** In coordinates of the image; undefined for an empty mask. */
  readonly bounds: Rect | undefined;
  /** Its outlines there; undefined of a rough mask, whose outlines take too long to draw. */
  readonly rings: readonly Ring[] | undefined;
}

/** A mask made ready for drawing and for hit tests. Its part is the smallest that holds all of its pixels. */
export interface Shape extends Drawable {
  readonly area: number;
}

/** An object of the shown slice with its shape. */
export interface ShownObject extends Omit<ViewObject, 'mask'>, Shape {}

export function shapeOf(runs: RunLengthMask): Shape {
  return finish(shapeSteps(runs));
}

/** As {@link shapeOf}, in steps. */
export function* shapeSteps(runs: RunLengthMask): Steps<Shape> {
  const { bounds, area } = yield* extentSteps(runs);
  const part = bounds === undefined ? new Mask(0, 0) : yield* partSteps(runs, bounds);
  const rings = isRoughly(runs.counts.length / 2) ? undefined : ringsAt(part, bounds);
  return { bounds, part, area, rings };
}

/** A part of a mask, ready for drawing. */
export function drawableOf(part: Mask, bounds: Rect): Drawable {
  return { part, bounds, rings: isRough(part) ? undefined : ringsAt(part, bounds) };
}

/** Outlines of a part of a mask, in the coordinates of the image. */
function ringsAt(part: Mask, { x0, y0 }: Pick<Rect, 'x0' | 'y0'> = { x0: 0, y0: 0 }): readonly Ring[] {
  const rings = traceOutline(part);
  return x0 === 0 && y0 === 0 ? rings : rings.map((ring) => ring.map(({ x, y }) => ({ x: x + x0, y: y + y0 })));
}

/** Objects by the slices that they lie on. */
export class ObjectIndex {
  readonly #slices = new Map<string, ViewObject[]>();
  readonly #objects: readonly ViewObject[];
  readonly #marks = new Map<number, Map<number, string>>();
  #bounds: readonly (Rect | undefined)[] | undefined;

  constructor(objects: readonly ViewObject[]) {
    this.#objects = objects;
    for (const object of objects) {
      const key = keyOf(object);
      const others = this.#slices.get(key);
      if (others === undefined) this.#slices.set(key, [object]);
      else others.push(object);
    }
  }

  /** Those on a slice, in their order. */
  on(at: SlicePlace): readonly ViewObject[] {
    return this.#slices.get(keyOf(at)) ?? [];
  }

  /** Slices of a volume that have objects, and the colour of the last one. */
  marks(volume: number): ReadonlyMap<number, string> {
    const marks = this.#marks.get(volume) ?? new Map<number, string>();
    if (!this.#marks.has(volume)) {
      this.#marks.set(volume, marks);
      for (const object of this.#objects) if (volumeOf(object) === volume) marks.set(object.slice, object.color);
    }
    return marks;
  }

  /** Slices of a volume with propagated objects, and their estimated quality. */
  levels(volume: number): ReadonlyMap<number, number> {
    const propagated = this.#objects.filter((object) => object.isPropagated && volumeOf(object) === volume);
    return new Map(propagated.map(({ slice, quality }) => [slice, quality ?? 0]));
  }

  /** Those of a volume that a column (normal 0) or a row (1) of its slices may meet, in their order. */
  across(volume: number, normal: 0 | 1, index: number): readonly ViewObject[] {
    this.#bounds ??= this.#objects.map(({ mask }) => boundsOf(mask));
    return this.#objects.filter((object, i) => {
      const bounds = this.#bounds![i];
      if (bounds === undefined || volumeOf(object) !== volume) return false;
      const [from, to] = normal === 0 ? [bounds.x0, bounds.x1] : [bounds.y0, bounds.y1];
      return from <= index && index < to;
    });
  }
}

function keyOf(at: SlicePlace): string {
  return `${volumeOf(at)} ${at.slice}`;
}
