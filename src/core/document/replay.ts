import { t } from '../text/message';
import { UserError } from '../base/error';
import type { SidecarObject } from '../sidecar/sidecar';
import { applyEdit, type Edit } from './edit';
import type { DocumentState } from './state';

/**
 * Edits that are still to be made on what is on disk, of those that were unsaved when an editor ended: all of them, or none when
 * a save had written them just before.
 * @param saved what is on disk now
 * @param isSame whether that is what the edits were made on
 * @throws UserError `conflict` when they do not fit it
 */
export function unsavedOn(saved: DocumentState, edits: readonly Edit[], isSame: boolean): readonly Edit[] {
  if (!isSame && areMade(saved, edits)) return [];
  const { objects } = edits.reduce(applyEdit, saved);
  if (new Set(objects.map(({ id }) => id)).size === objects.length) return edits;
  throw new UserError('conflict', { problem: t`The masks have changed since these edits were made.` });
}

/** Whether every object that the edits have touched is as they left it. */
function areMade({ objects }: DocumentState, edits: readonly Edit[]): boolean {
  const left = new Map<string, SidecarObject | undefined>();
  for (const change of edits.flatMap(({ changes }) => changes)) {
    if (change.kind !== 'object') continue;
    const { id } = (change.after ?? change.before)!;
    left.set(id, change.after);
  }
  if (left.size === 0) return false;
  return [...left].every(([id, after]) => {
    const found = objects.find((object) => object.id === id);
    return JSON.stringify(found) === JSON.stringify(after);
  });
}
