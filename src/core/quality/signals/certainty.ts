import { t } from '../../text/message';
import type { Signal } from '../signal';
import { probability } from '../softDice';

/** Cells of a lower probability are background to everybody. */
const leastProbability = 0.05;

/** One minus the mean binary entropy, in bits, of the cells that may belong to the object. */
export const certainty: Signal = {
  measure: ({ logits }) => {
    let sum = 0;
    let count = 0;
    for (const logit of logits) {
      const p = probability(logit);
      if (p < leastProbability) continue;
      sum += p >= 1 ? 0 : -p * Math.log2(p) - (1 - p) * Math.log2(1 - p);
      count++;
    }
    return count === 0 ? 0 : 1 - sum / count;
  },
  reason: () => t`is uncertain inside`,
};
