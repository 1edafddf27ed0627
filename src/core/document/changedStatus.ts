import { isSameMask, type RunLengthMask } from '../mask/runLength';
import type { SidecarObject } from '../sidecar/sidecar';

/**
 * How a person changes a mask. `changed`: a stroke, a click or an operation changes the existing mask. `prompted`: the model
 * makes another mask from another prompt.
 */
export type MaskChange = 'changed' | 'prompted';

/**
 * The one rule for `corrected` and `draft`: a mask that a person has changed or drawn is corrected; one that the model has made
 * from a person's prompt is a draft, unless it replaces a generated mask, which the person has corrected with it. A mask of
 * which no pixel changes keeps its status.
 * @param before undefined for a new object
 */
export function changedStatus(
  before: Pick<SidecarObject, 'mask' | 'origin' | 'status'> | undefined,
  mask: RunLengthMask,
  change: MaskChange,
): SidecarObject['status'] {
  if (before !== undefined && isSameMask(before.mask, mask)) return before.status;
  const replacesGenerated = before?.origin === 'machine' || before?.status === 'corrected';
  return change === 'changed' || replacesGenerated ? 'corrected' : 'draft';
}
