import { isSamePlace, type SlicePlace } from '../../src/core/image/slicePlace';
import { decodeRunLength, type RunLengthMask } from '../../src/core/mask/runLength';
import type { Mask } from '../../src/core/mask/mask';
import type { ViewObject } from '../../src/core/protocol/viewDocument';
import { traceOutline, type Ring } from '../../src/core/view/outline';

/** A mask made ready for drawing and for hit tests. */
export interface Shape {
  readonly mask: Mask;
  readonly rings: readonly Ring[];
}

/** An object of the shown slice with its shape. */
export interface ShownObject extends Omit<ViewObject, 'mask'>, Shape {}

export function shapeOf(runs: RunLengthMask): Shape {
  const mask = decodeRunLength(runs);
  return { mask, rings: traceOutline(mask) };
}

/** Shapes by object, rebuilt only for masks that have changed: the document arrives as a fresh copy each time. */
export class ShapeCache {
  #shapes = new Map<string, { readonly runs: RunLengthMask; readonly shape: Shape }>();

  /** The objects that lie on a slice; forgets the shapes of all others. */
  show(objects: readonly ViewObject[], at: SlicePlace): ShownObject[] {
    const before = this.#shapes;
    this.#shapes = new Map();
    return objects
      .filter((object) => isSamePlace(object, at))
      .map((object) => {
        const known = before.get(object.id);
        const shape = known !== undefined && sameRuns(known.runs, object.mask) ? known.shape : shapeOf(object.mask);
        this.#shapes.set(object.id, { runs: object.mask, shape });
        return { ...object, ...shape };
      });
  }
}

function sameRuns(a: RunLengthMask, b: RunLengthMask): boolean {
  return (
    a.size[0] === b.size[0] &&
    a.size[1] === b.size[1] &&
    a.counts.length === b.counts.length &&
    a.counts.every((count, index) => count === b.counts[index])
  );
}
