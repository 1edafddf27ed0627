import { t } from '../../text/message';
import type { Signal } from '../signal';

/** The model's own estimate. */
export const head: Signal = {
  measure: (evidence) => evidence.head,
  reason: () => t`is rated poorly by the model`,
};
