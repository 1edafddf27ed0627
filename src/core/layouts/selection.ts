import { isUnreviewed } from '../review/verdict';
import type { SidecarObject } from '../sidecar/sidecar';

/**
 * Objects that are exported: `reviewed` those that a person has drawn, accepted or corrected, `all` all that were not rejected, otherwise those of
 * some statuses.
 */
export type Selection = 'reviewed' | 'all' | readonly SidecarObject['status'][];

export function isSelected(object: Pick<SidecarObject, 'status'>, selection: Selection): boolean {
  const { status } = object;
  if (selection === 'all') return status !== 'rejected';
  if (selection === 'reviewed') return status !== 'rejected' && !isUnreviewed(object);
  return selection.includes(status);
}

/** Whether images that a person has accepted as empty are exported. */
export function isEmptySelected(selection: Selection): boolean {
  return typeof selection === 'string' || selection.includes('accepted');
}

const statuses: readonly SidecarObject['status'][] = ['draft', 'accepted', 'corrected', 'rejected'];

/** A selection of text such as `accepted,corrected`; undefined for words that are none. */
export function parseSelection(text: string): Selection | undefined {
  if (text === 'reviewed' || text === 'all') return text;
  const words = text.split(',').map((word) => word.trim());
  const selected = statuses.filter((status) => words.includes(status));
  return selected.length === new Set(words).size ? selected : undefined;
}
