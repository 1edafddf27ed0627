import { t, type Message } from '../text/message';
import { isConsensusSource } from './consensusSource';
import type { SidecarObject } from './sidecar';

/**
 * Who made a mask, and who answers for it. A model's mask is the model's, also if a person prompted it; an imported one is that of its
 * file, whoever imported it.
 */
export function provenanceText(object: SidecarObject): Message {
  const { origin, status, by } = object;
  const maker = makerOf(object);
  if (maker === undefined) return origin === 'human' ? t`Drawn by ${by}` : t`Made by ${by}`;
  switch (status) {
    case 'accepted':
      return t`${maker}, accepted by ${by}`;
    case 'corrected':
      return t`${maker}, corrected by ${by}`;
    case 'rejected':
      return t`${maker}, rejected by ${by}`;
    case 'draft':
      if (object.imported !== undefined) return t`${maker} by ${by}`;
      return origin === 'human' ? t`${maker}, prompted by ${by}` : maker;
  }
}

function makerOf({ imported, model, assistant, source }: SidecarObject): Message | undefined {
  if (imported !== undefined) return t`Imported from ${imported}`;
  if (isConsensusSource(source)) return t`Consensus of several readers`;
  if (model === undefined) return undefined;
  return assistant === undefined
    ? t`Made by the model ${model.name}`
    : t`Made by the model ${model.name}, requested by the assistant ${assistant}`;
}

/** The status of an object in the user interface: `draft` is `unreviewed`. */
export function objectStatusText({ status }: SidecarObject): Message {
  return { draft: t`unreviewed`, accepted: t`accepted`, corrected: t`corrected`, rejected: t`rejected` }[status];
}

/** Signs of the status of an object where there is little room; a word says it to screen readers and in tooltips. */
export const statusSigns: Readonly<Record<SidecarObject['status'], string>> = {
  draft: '?',
  accepted: '✓',
  corrected: '✎',
  rejected: '✗',
};
