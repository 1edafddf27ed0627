import type { EmptyVerdict } from '../sidecar/sidecar';
import { t } from '../text/message';
import { applyEdit, type Edit } from './edit';
import type { DocumentState } from './state';

/** Whether there is nothing to segment as far as the objects say: there are none, or all are rejected. */
export function hasNoObjects({ objects }: Pick<DocumentState, 'objects'>): boolean {
  return objects.every(({ status }) => status === 'rejected');
}

/** Accepts an image without objects: a person has found nothing to segment in it. */
export function acceptAsEmpty(state: DocumentState, verdict: EmptyVerdict): Edit {
  const { empty: before } = state;
  return {
    title: t`Accept as empty`,
    changes: [{ kind: 'empty', ...(before === undefined ? {} : { before }), after: verdict }],
  };
}

/** The edit, which also withdraws the verdict that the image is empty when it brings an object. */
export function withdrawingEmpty(state: DocumentState, edit: Edit): Edit {
  const { empty } = state;
  if (empty === undefined || hasNoObjects(applyEdit(state, edit))) return edit;
  return { ...edit, changes: [...edit.changes, { kind: 'empty', before: empty }] };
}
