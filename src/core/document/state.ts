import { volumeOf } from '../image/slicePlace';
import type { PlainWindow } from '../image/window';
import type { EmptyVerdict, SidecarLabel, SidecarObject } from '../sidecar/sidecar';

/** What a person edits: the objects of one image, their labels and the window the model saw. Never changed in place. */
export interface DocumentState {
  readonly labels: readonly SidecarLabel[];
  readonly objects: readonly SidecarObject[];
  /** Window of the latest prompt, in modality values; absent for images shown as they are. */
  readonly window?: PlainWindow;
  /** Set once a person has accepted the image without objects. */
  readonly empty?: EmptyVerdict;
}

export const emptyState: DocumentState = { labels: [], objects: [] };

export function findObject(state: DocumentState, id: string): SidecarObject | undefined {
  return state.objects.find((object) => object.id === id);
}

/**
 * ID of the object `step` places after `id` in the order of slices, wrapping around at the ends; the first or last one when
 * nothing is selected.
 */
export function neighbourObject(state: DocumentState, id: string | undefined, step: 1 | -1): string | undefined {
  const ordered = state.objects.toSorted((a, b) => volumeOf(a) - volumeOf(b) || a.slice - b.slice);
  const at = ordered.findIndex((object) => object.id === id);
  const next = at < 0 ? (step > 0 ? 0 : ordered.length - 1) : (at + step + ordered.length) % ordered.length;
  return ordered[next]?.id;
}

/** An id for an object that none of `taken` is. */
export function freeId(taken: ReadonlySet<string>): string {
  let next = taken.size + 1;
  while (taken.has(String(next))) next++;
  return String(next);
}
