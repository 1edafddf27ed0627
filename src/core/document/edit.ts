import type { SidecarLabel, SidecarObject } from '../sidecar/sidecar';
import type { Message } from '../text/message';
import { applyRepaint, type Repaint } from './repaint';
import { staleEdit } from './staleEdit';
import type { DocumentState } from './state';

/** An item of a list that appears (`after` alone), goes (`before` alone) or changes; `index` is its place in the list. */
interface ListChange<T> {
  readonly index: number;
  readonly before?: T;
  readonly after?: T;
}

/** A field that is set, replaced (`before` and `after`) or removed (`before` alone). */
interface FieldChange<K extends 'window' | 'empty'> {
  readonly kind: K;
  readonly before?: DocumentState[K];
  readonly after?: DocumentState[K];
}

export type Change =
  | ({ readonly kind: 'object' } & ListChange<SidecarObject>)
  | Repaint
  | ({ readonly kind: 'label' } & ListChange<SidecarLabel>)
  | FieldChange<'window'>
  | FieldChange<'empty'>;

/** One act of a person, as data: it carries old and new values, so it can be undone, stored and replayed. */
export interface Edit {
  /** Shown in the undo history, such as “Box prompt: liver”. */
  readonly title: Message;
  readonly changes: readonly Change[];
}

/**
 * @returns the state after the edit; `state` itself stays as it is
 * @throws UserError `conflict` when the edit was made on another state
 */
export function applyEdit(state: DocumentState, edit: Edit): DocumentState {
  return edit.changes.reduce(applyChange, state);
}

/** The edit that undoes `edit`. */
export function invertEdit(edit: Edit): Edit {
  return { title: edit.title, changes: edit.changes.toReversed().map(invertChange) };
}

function applyChange(state: DocumentState, change: Change): DocumentState {
  switch (change.kind) {
    case 'object':
      return { ...state, objects: changeList(state.objects, change, ({ id }) => id) };
    case 'repaint':
      return { ...state, objects: state.objects.with(change.index, applyRepaint(state.objects[change.index], change)) };
    case 'label':
      return { ...state, labels: changeList(state.labels, change, ({ name }) => name) };
    case 'window': {
      const { window: _old, ...rest } = state;
      return change.after === undefined ? rest : { ...rest, window: change.after };
    }
    case 'empty': {
      const { empty: _old, ...rest } = state;
      return change.after === undefined ? rest : { ...rest, empty: change.after };
    }
  }
}

function changeList<T>(items: readonly T[], change: ListChange<T>, keyOf: (item: T) => string): readonly T[] {
  const { index, before, after } = change;
  const found = items[index];
  const expected = before === undefined ? index <= items.length : found !== undefined && keyOf(found) === keyOf(before);
  if (!expected) throw staleEdit();
  return items.toSpliced(index, before === undefined ? 0 : 1, ...(after === undefined ? [] : [after]));
}

function invertChange(change: Change): Change {
  const { before, after, ...rest } = change;
  return {
    ...rest,
    ...(after === undefined ? {} : { before: after }),
    ...(before === undefined ? {} : { after: before }),
  } as Change;
}
