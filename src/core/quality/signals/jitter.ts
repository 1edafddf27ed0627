import { mean } from '../../statistics/mean';
import { t } from '../../text/message';
import type { Signal } from '../signal';
import { softDice } from '../softDice';

/** Mean agreement of every two answers to boxes that lie close together (Zenk et al., 2024; SAM-U, Deng et al., 2023). */
export const jitter: Signal = {
  measure: ({ logits, jittered }) => {
    if (jittered === undefined) return undefined;
    const answers = [logits, ...jittered];
    return mean(answers.flatMap((a, i) => answers.slice(i + 1).map((b) => softDice(a, b))));
  },
  reason: () => t`changes when the box moves a little`,
};
