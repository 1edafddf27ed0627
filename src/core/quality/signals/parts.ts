import { largestComponent } from '../../mask/components';
import { t } from '../../text/message';
import type { Signal } from '../signal';

/** Share of the mask that is in its largest 8-connected component. */
export const parts: Signal = {
  measure: ({ closeUp: { mask } }) => {
    const largest = largestComponent(mask);
    return largest === undefined ? 0 : largest.area / mask.area;
  },
  flag: 0.9,
  reason: () => t`is in several parts`,
};
