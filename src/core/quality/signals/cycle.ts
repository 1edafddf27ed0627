import type { Signal } from '../signal';
import { softDice } from '../softDice';

/** Agreement with the answer to the mask's own box. */
export const cycle: Signal = {
  measure: ({ logits, cycle: again }) => again && softDice(logits, again),
  reason: () => 'changes when its own box is asked for',
};
