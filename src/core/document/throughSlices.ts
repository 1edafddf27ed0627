import { UserError } from '../base/error';
import { isSamePlace, placeOf, volumeOf } from '../image/slicePlace';
import type { Mask } from '../mask/mask';
import { decodeRunLength, encodeRunLength } from '../mask/runLength';
import { movingShapeBetween } from '../mask/shapeBetween';
import type { SidecarObject } from '../sidecar/sidecar';
import { t } from '../text/message';
import type { Change, Edit } from './edit';
import { findObject, freeId, type DocumentState } from './state';

type Signature = Pick<SidecarObject, 'by' | 'at'>;

/** A mask between two others. */
export interface ShapeOnSlice {
  readonly slice: number;
  readonly mask: Mask;
}

/**
 * The shapes on the slices between those that have an object of the same label in the same volume. Labels with several objects
 * on a slice are skipped there: it is not known which of them belong together.
 * @param id of one of the objects
 * @throws UserError `bad-input` when there is no slice to fill
 */
export function shapesBetween(state: DocumentState, id: string): readonly ShapeOnSlice[] {
  const object = objectOf(state, id);
  const all = alike(state, object);
  const known = single(all).toSorted((a, b) => a.slice - b.slice);
  const shapes: ShapeOnSlice[] = [];
  for (const [i, from] of known.entries()) {
    const to = known[i + 1];
    if (to === undefined) break;
    const [a, b] = [decodeRunLength(from.mask), decodeRunLength(to.mask)];
    for (let slice = from.slice + 1; slice < to.slice; slice++) {
      if (all.some((other) => other.slice === slice)) continue;
      const mask = movingShapeBetween(a, b, (slice - from.slice) / (to.slice - from.slice));
      if (mask.data.includes(1)) shapes.push({ slice, mask });
    }
  }
  if (shapes.length > 0) return shapes;
  throw new UserError('bad-input', {
    problem: t`There is no slice between two masks of “${object.label}” to fill.`,
    advice: t`Draw the object on another slice first.`,
  });
}

/**
 * Fills slices with the shapes on them, see {@link shapesBetween}.
 * @param id of an object that has the label and the volume
 * @param refined objects to put in the place of shapes, by slice; they get ids of their own
 */
export function interpolateSlices(
  state: DocumentState,
  id: string,
  shapes: readonly ShapeOnSlice[],
  signature: Signature,
  refined: ReadonlyMap<number, SidecarObject> = new Map(),
): Edit {
  const object = objectOf(state, id);
  const changes = new Adding(state);
  for (const { slice, mask } of shapes) {
    const made = refined.get(slice);
    if (made === undefined) changes.add(object, slice, mask, signature);
    else changes.put(made);
  }
  return { title: t`Interpolate: ${object.label}`, changes: changes.changes };
}

/**
 * Copies an object to another slice of its volume.
 * @throws UserError `bad-input` when that slice does not exist, or has an object of the label already
 */
export function copyToSlice(
  state: DocumentState,
  id: string,
  { slice, slices }: { readonly slice: number; readonly slices: number },
  signature: Signature,
): Edit {
  const object = objectOf(state, id);
  if (slice < 0 || slice >= slices) throw new UserError('bad-input', { problem: t`There is no further slice.` });
  const place = { slice, volume: volumeOf(object) };
  if (alike(state, object).some((other) => isSamePlace(other, place))) {
    throw new UserError('bad-input', {
      problem: t`The slice already has an object “${object.label}”.`,
      advice: t`Delete that object first, or correct it.`,
    });
  }
  const changes = new Adding(state);
  changes.add(object, slice, decodeRunLength(object.mask), signature);
  return { title: t`Copy to slice ${slice + 1}: ${object.label}`, changes: changes.changes };
}

/**
 * Deletes the objects of a label on a slice and further ones, in the volume of that object. Locked ones stay.
 * @param step 1 towards the last slice, -1 towards the first; 0 for all slices
 */
export function deleteFrom(state: DocumentState, id: string, step: 1 | 0 | -1): Edit {
  const object = objectOf(state, id);
  const removed = state.objects.flatMap((before, index): Change[] => {
    const isAlike = before.label === object.label && volumeOf(before) === volumeOf(object);
    const isBeyond = (before.slice - object.slice) * step >= 0;
    return isAlike && isBeyond && before.locked !== true ? [{ kind: 'object', index, before }] : [];
  });
  return { title: t`Delete ${object.label} on ${removed.length} slices`, changes: removed.toReversed() };
}

/** New objects at the end of the list, each with an id of its own. */
class Adding {
  readonly changes: Change[] = [];
  readonly #taken: Set<string>;
  #index: number;

  constructor({ objects }: DocumentState) {
    this.#taken = new Set(objects.map(({ id }) => id));
    this.#index = objects.length;
  }

  /** @param like has the label and the volume */
  add({ label, volume }: SidecarObject, slice: number, mask: Mask, signature: Signature): void {
    const { size, counts } = encodeRunLength(mask);
    this.put({
      ...{ id: '', label, ...placeOf({ slice, volume }), prompt: {} },
      mask: { size: [...size], counts: [...counts] },
      ...{ status: 'draft', origin: 'human', ...signature },
    });
  }

  put(object: SidecarObject): void {
    const id = freeId(this.#taken);
    this.#taken.add(id);
    this.changes.push({ kind: 'object', index: this.#index++, after: { ...object, id } });
  }
}

/** The objects of the same label in the same volume that are not rejected. */
function alike({ objects }: DocumentState, { label, ...place }: SidecarObject): readonly SidecarObject[] {
  return objects.filter(
    (other) => other.label === label && other.status !== 'rejected' && volumeOf(other) === volumeOf(place),
  );
}

/** Those that are alone on their slice. */
function single(objects: readonly SidecarObject[]): readonly SidecarObject[] {
  return objects.filter((object) => objects.filter(({ slice }) => slice === object.slice).length === 1);
}

function objectOf(state: DocumentState, id: string): SidecarObject {
  const object = findObject(state, id);
  if (object === undefined) throw new RangeError(`There is no object ${id}.`);
  return object;
}
