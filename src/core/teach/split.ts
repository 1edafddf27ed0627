import type { Random } from '../statistics/random';
import { fewExamples, folds } from './settings';

/** Which examples teach and which are held out, by their indices. */
export interface Fold {
  readonly train: readonly number[];
  readonly test: readonly number[];
}

/**
 * Splits examples so that those of one group (a patient, a series) are never on both sides. Few examples are split several
 * times, so that each is held out once and all can teach at the end; of many, a part is held out.
 *
 * @param groups of the examples, at least two different ones
 * @param holdout part of the examples to hold out
 */
export function split(groups: readonly string[], holdout: number, random: Random): readonly Fold[] {
  const names = shuffled([...new Set(groups)], random);
  if (groups.length < fewExamples) {
    const count = Math.min(folds, names.length);
    return Array.from({ length: count }, (_, k) =>
      foldOf(groups, new Set(names.filter((_name, i) => i % count === k))),
    );
  }
  const held = new Set<string>();
  let count = 0;
  for (const name of names.slice(0, -1)) {
    if (count >= Math.max(1, Math.round(holdout * groups.length))) break;
    held.add(name);
    count += groups.filter((group) => group === name).length;
  }
  return [foldOf(groups, held)];
}

function foldOf(groups: readonly string[], held: ReadonlySet<string>): Fold {
  const all = groups.map((_, i) => i);
  return {
    train: all.filter((i) => !held.has(groups[i]!)),
    test: all.filter((i) => held.has(groups[i]!)),
  };
}

/** A copy in random order (Fisher and Yates). */
export function shuffled<T>(items: readonly T[], random: Random): T[] {
  const order = [...items];
  for (let i = order.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
}
