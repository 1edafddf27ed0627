import { isUnreviewed } from '../review/verdict';
import type { Sidecar } from '../sidecar/sidecar';
import { t, type Message } from '../text/message';

/** How far the masks of an image are. */
export type ImageStatus = 'none' | 'machine' | 'accepted' | 'corrected' | 'rejected' | 'empty';

/** In the order of the work. */
export const imageStatuses: readonly ImageStatus[] = ['none', 'machine', 'corrected', 'accepted', 'empty', 'rejected'];

/**
 * Status of an image by its objects: `machine` while one waits for a person; then `corrected` when a person has changed one
 * that a model made; then `accepted`; `empty` when a person has accepted it without objects; `rejected` when nothing else is
 * left.
 */
export function statusOf({ objects, empty }: Pick<Sidecar, 'objects' | 'empty'>): ImageStatus {
  if (empty !== undefined) return 'empty';
  if (objects.length === 0) return 'none';
  if (objects.some(isUnreviewed)) return 'machine';
  const kept = objects.filter(({ status }) => status !== 'rejected');
  if (kept.length === 0) return 'rejected';
  return kept.some(({ status }) => status === 'corrected') ? 'corrected' : 'accepted';
}

/** Whether nothing is left to do at an image: masks were made and a person has reviewed them all. */
export function isFinished(status: ImageStatus): boolean {
  return status !== 'none' && status !== 'machine';
}

/** Name of a status in the user interface, in a sentence. */
export function statusText(status: ImageStatus): Message {
  return names[status][0];
}

/** Name of a status in the user interface, alone. */
export function statusTitle(status: ImageStatus): Message {
  return names[status][1];
}

const names: Readonly<Record<ImageStatus, readonly [text: Message, title: Message]>> = {
  none: [t`no masks`, t`No masks`],
  machine: [t`unreviewed`, t`Unreviewed`],
  accepted: [t`accepted`, t`Accepted`],
  corrected: [t`corrected`, t`Corrected`],
  rejected: [t`rejected`, t`Rejected`],
  empty: [t`accepted as empty`, t`Accepted as Empty`],
};
