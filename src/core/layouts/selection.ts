import type { SidecarObject } from '../sidecar/sidecar';

/**
 * Objects that are exported: `reviewed` those that a person answers for, `all` all that were not rejected, otherwise those of
 * some statuses.
 */
export type Selection = 'reviewed' | 'all' | readonly SidecarObject['status'][];

export function isSelected({ origin, status }: SidecarObject, selection: Selection): boolean {
  if (selection === 'all') return status !== 'rejected';
  if (selection === 'reviewed') return status !== 'rejected' && (origin === 'human' || status !== 'draft');
  return selection.includes(status);
}

const statuses: readonly SidecarObject['status'][] = ['draft', 'accepted', 'corrected', 'rejected'];

/** A selection of text such as `accepted,corrected`; undefined for words that are none. */
export function parseSelection(text: string): Selection | undefined {
  if (text === 'reviewed' || text === 'all') return text;
  const words = text.split(',').map((word) => word.trim());
  const selected = statuses.filter((status) => words.includes(status));
  return selected.length === new Set(words).size ? selected : undefined;
}
