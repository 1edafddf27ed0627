import { t } from '../text/message';
import { UserError } from '../base/error';
import { inFieldOrder } from '../sidecar/sidecar';
import { applyEdit, invertEdit, type Edit } from './edit';
import type { DocumentState } from './state';

/**
 * The edits to repeat on the masks on disk, of those that were unsaved when an editor ended: all of them, or none if a save had
 * just written them.
 * @param saved what is on disk now
 * @param isSame whether the edits were made on these masks
 * @throws UserError `conflict` when they do not fit it
 */
export function unsavedOn(saved: DocumentState, edits: readonly Edit[], isSame: boolean): readonly Edit[] {
  if (!isSame && areMade(saved, edits)) return [];
  const { objects } = edits.reduce(applyEdit, saved);
  if (new Set(objects.map(({ id }) => id)).size === objects.length) return edits;
  throw new UserError('conflict', { problem: t`The masks have changed since these edits were made.` });
}

/** Whether the edits have led to what is there: undone and made again, they lead to it. */
function areMade(state: DocumentState, edits: readonly Edit[]): boolean {
  if (edits.flatMap(({ changes }) => changes).every(({ kind }) => kind === 'window')) return false;
  try {
    const undone = edits.toReversed().map(invertEdit).reduce(applyEdit, state);
    const again = edits.reduce(applyEdit, undone);
    return asText(again) === asText(state);
  } catch (error) {
    if (error instanceof UserError) return false;
    throw error;
  }
}

function asText({ objects, labels, empty }: DocumentState): string {
  return JSON.stringify([objects.map(inFieldOrder), labels, empty]);
}
