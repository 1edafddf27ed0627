import type { SidecarObject } from '../sidecar/sidecar';
import { t, type Message } from '../text/message';
import type { Change, Edit } from './edit';
import { freeId, type DocumentState } from './state';

/**
 * Puts propagated objects in the place of those that were propagated before. They get ids of their own.
 * @param title in the undo history
 */
export function putPropagated(
  state: DocumentState,
  made: readonly SidecarObject[],
  replaced: readonly SidecarObject[],
  label: string,
  title: Message = t`Propagate: ${label}`,
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
  return { title, changes: [...removed.toReversed(), ...added] };
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
