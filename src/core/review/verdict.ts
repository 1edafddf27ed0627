import type { SidecarObject } from '../sidecar/sidecar';

/** What a person says of a mask. */
export type Verdict = 'accepted' | 'rejected';

/** Whether nobody has looked at a mask that a machine made. */
export function isUnreviewed({ origin, status }: Pick<SidecarObject, 'origin' | 'status'>): boolean {
  return origin === 'machine' && status === 'draft';
}

/** An object after a verdict. What a person has changed before is `corrected` when it is accepted. */
export function judged(
  object: SidecarObject,
  verdict: Verdict,
  { by, at }: Pick<SidecarObject, 'by' | 'at'>,
): SidecarObject {
  const status = verdict === 'accepted' && object.status === 'corrected' ? 'corrected' : verdict;
  return { ...object, status, origin: 'human', by, at };
}
