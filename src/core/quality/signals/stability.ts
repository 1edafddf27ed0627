import { t } from '../../text/message';
import type { Signal } from '../signal';

/** How far the threshold is moved, in logits. */
const offset = 1;

/** Overlap of the masks under a stricter and a laxer threshold, as SAM's stability score (Kirillov et al., 2023). */
export const stability: Signal = {
  measure: ({ logits }) => {
    let strict = 0;
    let lax = 0;
    for (const logit of logits) {
      if (logit > offset) strict++;
      if (logit > -offset) lax++;
    }
    return lax === 0 ? 0 : strict / lax;
  },
  reason: () => t`has an uncertain border`,
};
