import type { Message } from '../text/message';
import type { Change, Edit } from './edit';
import type { DocumentState } from './state';

/**
 * The edit that gives a document other labels, and its objects, which stay in their order, other fields.
 * @param after has the same objects
 */
export function contentEdit(
  before: DocumentState,
  after: Pick<DocumentState, 'labels' | 'objects'>,
  title: Message,
): Edit {
  const first = before.labels.findIndex((label, i) => label !== after.labels[i]);
  const at = first < 0 ? before.labels.length : first;
  const removed = before.labels
    .slice(at)
    .map((label, i): Change => ({ kind: 'label', index: at + i, before: label }))
    .toReversed();
  const added = after.labels.slice(at).map((label, i): Change => ({ kind: 'label', index: at + i, after: label }));
  const objects = before.objects.flatMap((object, index): Change[] => {
    const next = after.objects[index];
    return next === undefined || next === object ? [] : [{ kind: 'object', index, before: object, after: next }];
  });
  return { title, changes: [...removed, ...added, ...objects] };
}
