import { sentRuns } from './sentRuns';
import type { ViewDocument, ViewObject } from './viewDocument';

/** What has changed of a document since it was sent last: its objects as differences, all else as it is. */
export interface DocumentChange extends Omit<ViewDocument, 'objects'> {
  /** New objects, and those that have changed. */
  readonly objects: readonly ViewObject[];
  /** Ids of all objects in their order; absent where it is the same. */
  readonly order?: readonly string[];
}

/** Objects as they are sent to a page. */
export function sentObjects(objects: readonly ViewObject[]): ViewObject[] {
  const masks = sentRuns(objects.map(({ mask }) => mask));
  return objects.map((object, i) => ({ ...object, mask: masks[i]! }));
}

/** The change from what was sent to a document. Objects that are the very same ones have not changed. */
export function changeOf(sent: readonly ViewObject[], { objects, ...rest }: ViewDocument): DocumentChange {
  const before = new Set(sent);
  const isSameOrder = sent.length === objects.length && objects.every(({ id }, i) => id === sent[i]!.id);
  return {
    ...rest,
    objects: sentObjects(objects.filter((object) => !before.has(object))),
    ...(isSameOrder ? {} : { order: objects.map(({ id }) => id) }),
  };
}

/** The document after a change. Objects that have not changed are the very same ones. */
export function changed(before: ViewDocument, { objects, order, ...rest }: DocumentChange): ViewDocument {
  if (objects.length === 0 && order === undefined) return { ...rest, objects: before.objects };
  const known = new Map([...before.objects, ...objects].map((object) => [object.id, object]));
  const ids = order ?? before.objects.map(({ id }) => id);
  return { ...rest, objects: ids.flatMap((id) => known.get(id) ?? []) };
}
