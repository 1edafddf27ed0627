import { UserError } from '../base/error';
import { inFieldOrder, type SidecarObject } from '../sidecar/sidecar';
import { counted } from '../text/counted';
import { t } from '../text/message';
import type { Change, Edit } from './edit';
import { findObject, type DocumentState } from './state';

/** Locks objects, or unlocks them. Objects that are so already stay as they are. */
export function lockObjects(state: DocumentState, ids: readonly string[], locks: boolean): Edit {
  const changes = state.objects.flatMap((before, index): (Change & { readonly kind: 'object' })[] => {
    if (!ids.includes(before.id) || (before.locked ?? false) === locks) return [];
    const { locked: _, ...rest } = before;
    return [{ kind: 'object', index, before, after: locks ? inFieldOrder({ ...rest, locked: true }) : rest }];
  });
  const [first] = changes;
  const what = changes.length === 1 && first?.before ? first.before.label : counted(changes.length, 'object');
  return { title: locks ? t`Lock ${what}` : t`Unlock ${what}`, changes };
}

/** What is thrown where a locked object would be changed. */
export function lockedError({ label }: Pick<SidecarObject, 'label'>): UserError {
  return new UserError('bad-input', {
    problem: t`“${label}” is locked.`,
    advice: t`Unlock it first, with the lock in the Objects view.`,
  });
}

/** The objects that are not locked. @throws UserError `bad-input` when all are, of at least one */
export function requireUnlocked(objects: readonly SidecarObject[]): readonly SidecarObject[] {
  const open = objects.filter(({ locked }) => locked !== true);
  const [first] = objects;
  if (open.length === 0 && first !== undefined) throw lockedError(first);
  return open;
}

/**
 * Refuses an edit that would change a locked object: delete it, or change more of it than its place in the list, its lock, that it
 * is accepted, or the name of its label.
 * @throws UserError `bad-input`
 */
export function refuseLocked(state: DocumentState, { changes }: Edit): void {
  const after = new Map(
    changes.flatMap((change) =>
      change.kind === 'object' && change.after !== undefined ? [[change.after.id, change.after] as const] : [],
    ),
  );
  for (const change of changes) {
    const id = change.kind === 'repaint' ? change.id : change.kind === 'object' ? change.before?.id : undefined;
    const object = id === undefined ? undefined : findObject(state, id);
    if (object?.locked !== true) continue;
    const next = change.kind === 'repaint' ? undefined : after.get(object.id);
    const isRenamed = changes.some(({ kind, before }) => kind === 'label' && before?.name === object.label);
    if (next === undefined || !isAllowed(isRenamed ? { ...object, label: next.label } : object, next)) {
      throw lockedError(object);
    }
  }
}

function isAllowed(before: SidecarObject, after: SidecarObject): boolean {
  if (asText({ ...before, locked: after.locked }) === asText(after)) return true;
  const { status, origin, by, at } = after;
  return status !== 'rejected' && asText({ ...before, status, origin, by, at }) === asText(after);
}

function asText(object: SidecarObject): string {
  return JSON.stringify(inFieldOrder(object));
}
