import { signal } from '@preact/signals';
import { Mask } from '../../src/core/mask/mask';
import { isRoughly } from '../../src/core/mask/rough';
import { isSameMask, type RunLengthMask } from '../../src/core/mask/runLength';
import type { ViewObject } from '../../src/core/protocol/viewDocument';
import { inTurns } from './inTurns';
import { shapeOf, shapeSteps, type Shape, type ShownObject } from './objects';

interface Known {
  readonly runs: RunLengthMask;
  /** That of the mask before, while this one is being worked out. */
  shape: Shape;
  /** Resolves when the shape is worked out or not wanted any more; absent where it is there. */
  working?: Promise<void>;
}

const nothing: Shape = { bounds: undefined, part: new Mask(0, 0), area: 0, rings: undefined };

/**
 * Shapes by object, rebuilt only for masks that have changed: the document arrives as a fresh copy each time. Those of rough masks
 * come a moment later, so that the page follows the pointer meanwhile.
 */
export class ShapeCache {
  #shapes = new Map<string, Known>();
  /** Counts the shapes that have come later. */
  readonly #late = signal(0);

  /** The objects of a slice; forgets the shapes of all others. Depends on a signal that changes when a shape comes later. */
  show(objects: readonly ViewObject[]): ShownObject[] {
    void this.#late.value;
    const before = this.#shapes;
    this.#shapes = new Map();
    return objects.map((object) => {
      const { id, mask } = object;
      const known = before.get(id);
      const isKnown = known !== undefined && (known.runs === mask || isSameMask(known.runs, mask));
      const { shape } = isKnown ? this.#keep(id, known) : this.#begin(id, mask, known?.shape);
      return { ...object, ...shape };
    });
  }

  /** Resolves when all shapes of what is shown are there. */
  async settle(): Promise<void> {
    for (const { working } of [...this.#shapes.values()]) await working;
  }

  #keep(id: string, known: Known): Known {
    this.#shapes.set(id, known);
    return known;
  }

  #begin(id: string, runs: RunLengthMask, before: Shape | undefined): Known {
    if (!isRoughly(runs.counts.length / 2)) return this.#keep(id, { runs, shape: shapeOf(runs) });
    const known = this.#keep(id, { runs, shape: before ?? nothing });
    known.working = this.#work(id, known);
    return known;
  }

  async #work(id: string, known: Known): Promise<void> {
    const shape = await inTurns(shapeSteps(known.runs), () => this.#shapes.get(id) === known);
    if (shape === undefined) return;
    known.shape = shape;
    this.#late.value++;
  }
}
