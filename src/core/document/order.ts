import { isSamePlace } from '../image/slicePlace';
import type { SidecarObject } from '../sidecar/sidecar';
import { counted } from '../text/counted';
import { t, type Text } from '../text/message';
import type { Change, Edit } from './edit';
import type { DocumentState } from './state';

// Later objects of the list lie over earlier ones: on the screen, and in the label map.

/**
 * Moves objects one step forward or backward: past the next object of their slice that is not moved itself. Objects of other
 * slices and rejected ones, which are not seen, do not count.
 * @returns an edit without changes when none can move
 */
export function stepObjects(state: DocumentState, ids: readonly string[], step: 'forward' | 'backward'): Edit {
  const isForward = step === 'forward';
  // Towards the end of this list, whichever way.
  const order = isForward ? [...state.objects] : state.objects.toReversed();
  for (let at = order.length - 1; at >= 0; at--) {
    const object = order[at]!;
    if (!ids.includes(object.id)) continue;
    const next = order.findIndex(
      (other, i) => i > at && isSamePlace(other, object) && other.status !== 'rejected' && !ids.includes(other.id),
    );
    if (next < 0) continue;
    order.splice(next, 0, ...order.splice(at, 1));
  }
  const what = named(state, ids);
  return reordered(
    state,
    isForward ? order : order.toReversed(),
    ids,
    isForward ? t`Bring forward: ${what}` : t`Send backward: ${what}`,
  );
}

/**
 * Moves objects to where another one is: before it when they come from behind, after it when they come from before it.
 * @param target null for the beginning of the list, below all others
 * @returns an edit without changes when they are there already
 */
export function moveObjects(state: DocumentState, ids: readonly string[], target: string | null): Edit {
  const title = t`Move: ${named(state, ids)}`;
  const moved = state.objects.filter(({ id }) => ids.includes(id));
  const others = state.objects.filter(({ id }) => !ids.includes(id));
  if (target !== null && ids.includes(target)) return { title, changes: [] };
  const place = others.findIndex(({ id }) => id === target);
  const isFromBefore = state.objects.findIndex(({ id }) => ids.includes(id)) <= place;
  const at = place < 0 ? 0 : place + (isFromBefore ? 1 : 0);
  return reordered(state, others.toSpliced(at, 0, ...moved), ids, title);
}

/** The edit that takes objects out and puts them in where an order has them. The others keep their order. */
function reordered(
  { objects }: DocumentState,
  order: readonly SidecarObject[],
  ids: readonly string[],
  title: Edit['title'],
): Edit {
  if (order.every((object, i) => object === objects[i])) return { title, changes: [] };
  const taken = objects.flatMap((before, index): Change[] =>
    ids.includes(before.id) ? [{ kind: 'object', index, before }] : [],
  );
  const put = order.flatMap((after, index): Change[] =>
    ids.includes(after.id) ? [{ kind: 'object', index, after }] : [],
  );
  return { title, changes: [...taken.toReversed(), ...put] };
}

/** One object by its label, several by their number. */
function named({ objects }: DocumentState, ids: readonly string[]): Text {
  const found = objects.filter(({ id }) => ids.includes(id));
  return found.length === 1 ? found[0]!.label : counted(found.length, 'object');
}
