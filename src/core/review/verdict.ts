import type { SidecarObject } from '../sidecar/sidecar';

/** What a person says of a mask. */
export type Verdict = 'accepted' | 'rejected';

/**
 * Whether a mask waits for a review: no person has accepted, rejected, drawn or corrected it. A person's prompt alone does
 * not make it reviewed, nor does saving.
 */
export function isUnreviewed({ status }: Pick<SidecarObject, 'status'>): boolean {
  return status === 'draft';
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
