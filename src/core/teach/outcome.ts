import { bootstrapMean, type Interval } from '../statistics/bootstrap';
import { t, type Message } from '../text/message';
import { mean } from '../statistics/mean';
import { leastForInterval } from './settings';
import type { HeldOut } from './lab';

/** What learning a label came to, measured on examples held out. */
export interface Outcome {
  readonly heldOut: number;
  /** Mean Dice without a prompt by what there was before: the label as it was, where it can be compared, or the base model. */
  readonly before: number;
  readonly after: number;
  /** 95 % interval of the expected Dice on new images; null where too few were held out. */
  readonly interval: Interval | null;
  /** Whether the label is used. */
  readonly kept: boolean;
  /** Why it is not. */
  readonly reason?: Message;
  /** Mean of the Dice less the model's own estimate of it. */
  readonly qualityOffset: number;
}

/** Held-out Dice below this means that nothing common was found in the examples. */
const nearZero = 0.1;

/**
 * Judges what was learnt.
 *
 * @param groups of the examples
 */
export function judge(heldOut: readonly HeldOut[], groups: readonly string[], seed: string): Outcome {
  const after = mean(heldOut.map((each) => each.after));
  const base = mean(heldOut.map((each) => each.base));
  const fresh = heldOut.filter((each) => each.former !== undefined);
  const former = fresh.length === 0 ? undefined : mean(fresh.map((each) => each.former!));
  const gain = former === undefined ? after - base : mean(fresh.map((each) => each.after)) - former;
  const before = former === undefined ? base : former;
  const clusters = new Map<string, number[]>();
  for (const each of heldOut) {
    const group = groups[each.example]!;
    clusters.set(group, [...(clusters.get(group) ?? []), each.after]);
  }
  const estimated = heldOut.filter((each) => each.quality !== undefined);
  const reason =
    after < nearZero
      ? t`It finds almost nothing on held-out images. The label may cover different structures, or some that the model cannot see.`
      : gain > 0 && after > base
        ? undefined
        : former === undefined
          ? t`It is no better on held-out images than the model without teaching.`
          : t`It is no better on held-out images than it was before.`;
  return {
    heldOut: heldOut.length,
    before,
    after,
    interval: clusters.size < leastForInterval ? null : bootstrapMean([[...clusters.values()]], seed),
    kept: reason === undefined,
    ...(reason === undefined ? {} : { reason }),
    qualityOffset: estimated.length === 0 ? 0 : mean(estimated.map((each) => each.after - each.quality!)),
  };
}
