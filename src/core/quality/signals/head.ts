import type { Signal } from '../signal';

/** The model's own estimate. */
export const head: Signal = {
  measure: (evidence) => evidence.head,
  reason: () => 'looks poor to the model itself',
};
