import { volumeOf } from '../image/slicePlace';
import { isHumanWork, type SidecarObject } from '../sidecar/sidecar';
import { t } from '../text/message';
import type { Change, Edit } from './edit';
import { freeId, type DocumentState } from './state';

/** Slices of a volume, both ends included. */
export interface SliceSpan {
  readonly volume: number;
  readonly from: number;
  readonly to: number;
}

/** Whether propagation makes an object again: it has made it, and no person has changed, judged or locked it since. */
export function isPropagated(object: SidecarObject): boolean {
  return !isHumanWork(object) && object.run === undefined && object.model !== undefined;
}

/** The objects that make way when a label is propagated again through some slices. */
export function replacedIn(
  { objects }: DocumentState,
  label: string,
  { volume, from, to }: SliceSpan,
): readonly SidecarObject[] {
  return objects.filter((object) => {
    const isThere = volumeOf(object) === volume && object.slice >= from && object.slice <= to;
    return isThere && object.label === label && isPropagated(object);
  });
}

/** Puts propagated objects in the place of those that were propagated before. They get ids of their own. */
export function putPropagated(
  state: DocumentState,
  made: readonly SidecarObject[],
  replaced: readonly SidecarObject[],
  label: string,
): Edit {
  const removed = state.objects.flatMap((before, index): Change[] =>
    replaced.some(({ id }) => id === before.id) ? [{ kind: 'object', index, before }] : [],
  );
  const taken = new Set(state.objects.map(({ id }) => id));
  const start = state.objects.length - removed.length;
  const added = made.map((object, i): Change => {
    const id = freeId(taken);
    taken.add(id);
    return { kind: 'object', index: start + i, after: { ...object, id } };
  });
  return { title: t`Propagate: ${label}`, changes: [...removed.toReversed(), ...added] };
}

/**
 * The masks that remain when propagation is cut at a slice: those between it and the slice of the object, and all on the other
 * side of the object.
 */
export function cutAt<T extends Pick<SidecarObject, 'slice'>>(made: readonly T[], origin: number, slice: number): T[] {
  return made.filter((object) => {
    const isSameSide = (object.slice - origin) * (slice - origin) > 0;
    return !isSameSide || Math.abs(object.slice - origin) <= Math.abs(slice - origin);
  });
}
