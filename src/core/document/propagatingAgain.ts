import { isSamePlace } from '../image/slicePlace';
import { replacedIn, type SliceSpan } from '../propagation/propagated';
import { stretchAround, type Correction } from '../propagation/stretchAround';
import type { SidecarObject } from '../sidecar/sidecar';
import { t } from '../text/message';
import { correctionIn } from './correctionIn';
import type { Edit } from './edit';
import { putPropagated } from './propagated';
import { findObject, type DocumentState } from './state';

/** What is propagated again, and the objects that make way for it. */
export interface Again {
  readonly object: SidecarObject;
  readonly span: SliceSpan;
  readonly replaced: readonly SidecarObject[];
}

/** The document, and who propagates. */
export interface AgainPorts {
  /** Slices of a volume. */
  readonly slices: () => Promise<number>;
  readonly state: () => DocumentState;
  readonly edit: (edit: Edit) => void;
  /** @returns objects with ids of their own; undefined when it was cancelled, after which the old ones stay */
  readonly propagate: (again: Again) => Promise<readonly SidecarObject[] | undefined>;
  /** Ends the propagation under way, which then returns undefined. */
  readonly cancel: () => void;
}

/**
 * Propagates again around each correction of a mask in a volume, one correction after the other. What comes of one is one edit of
 * its own, so that one undo removes it and keeps the correction.
 */
export class PropagatingAgain {
  readonly #ports: AgainPorts;
  #waiting: Correction[] = [];
  #running: Correction | undefined;

  constructor(ports: AgainPorts) {
    this.#ports = ports;
  }

  get isRunning(): boolean {
    return this.#running !== undefined;
  }

  /**
   * Takes note of an edit that was made. A further correction of the mask that is worked on ends that work and begins it again.
   * @returns when nothing waits any more
   */
  async edited(edit: Edit): Promise<void> {
    const correction = correctionIn(this.#ports.state(), edit);
    if (correction === undefined) return;
    const isOther = ({ object: { id } }: Correction): boolean => id !== correction.object.id;
    const isNew =
      correction.isNew ||
      [...this.#waiting, ...(this.#running ? [this.#running] : [])].some((before) => !isOther(before) && before.isNew);
    this.#waiting = [...this.#waiting.filter(isOther), { ...correction, isNew }];
    if (this.#running !== undefined) {
      if (!isOther(this.#running)) this.#ports.cancel();
      return;
    }
    for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) {
      this.#running = next;
      try {
        await this.#work(next);
      } finally {
        this.#running = undefined;
      }
    }
  }

  async #work(correction: Correction): Promise<void> {
    const { state, edit, propagate, slices } = this.#ports;
    const { objects } = state();
    const object = findObject(state(), correction.object.id);
    // It may have been deleted, or its correction undone.
    if (object === undefined || !isSamePlace(object, correction.object)) return;
    const span = stretchAround(objects, { ...correction, object }, await slices());
    if (span === undefined) return;
    const replaced = replacedIn(objects, object.label, span);
    const made = await propagate({ object, span, replaced });
    if (made === undefined) return;
    const now = state();
    const isAsBefore = (other: SidecarObject): boolean => now.objects.includes(other);
    if ([object, ...replaced].every(isAsBefore)) {
      edit(putPropagated(now, made, replaced, object.label, t`Propagate again: ${object.label}`));
    } else if (
      findObject(now, object.id) !== undefined &&
      !this.#waiting.some(({ object: { id } }) => id === object.id)
    ) {
      // Another slice between was corrected meanwhile.
      this.#waiting.push(correction);
    }
  }
}
