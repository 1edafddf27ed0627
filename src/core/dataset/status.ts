import { isUnreviewed } from '../review/verdict';
import type { SidecarObject } from '../sidecar/sidecar';

/** How far the masks of an image are. */
export type ImageStatus = 'none' | 'machine' | 'accepted' | 'corrected' | 'rejected';

/** In the order of the work. */
export const imageStatuses: readonly ImageStatus[] = ['none', 'machine', 'corrected', 'accepted', 'rejected'];

/**
 * Status of an image by its objects: `machine` while one waits for a person; then `corrected` when a person has changed one
 * that a model made; then `accepted`; `rejected` when nothing else is left.
 */
export function statusOf(objects: readonly SidecarObject[]): ImageStatus {
  if (objects.length === 0) return 'none';
  if (objects.some(isUnreviewed)) return 'machine';
  const kept = objects.filter(({ status }) => status !== 'rejected');
  if (kept.length === 0) return 'rejected';
  return kept.some(({ status }) => status === 'corrected') ? 'corrected' : 'accepted';
}

/** What a status means, for people. */
export function statusText(status: ImageStatus): string {
  return texts[status];
}

const texts: Readonly<Record<ImageStatus, string>> = {
  none: 'no masks',
  machine: 'to review',
  accepted: 'accepted',
  corrected: 'corrected',
  rejected: 'rejected',
};
