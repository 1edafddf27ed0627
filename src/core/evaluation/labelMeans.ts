import type { Case } from './case';
import { isVesselSet, meanScore, type Means, type ProtocolSummary } from './summary';

/**
 * A summary in which the score of a set is the mean of those of its labels, each of which is the mean of its masks.
 *
 * @param cases those that were summarised, with labels as the names of masks
 */
export function byLabel(summary: ProtocolSummary, cases: readonly Case[]): ProtocolSummary {
  const sets = summary.sets.map((set) => {
    const own = cases.filter((each) => each.set === set.name);
    const labels = [...new Set(own.map(({ mask }) => mask))];
    const scores = labels.map((label) => meanScore(own.filter(({ mask }) => mask === label).map(({ score }) => score)));
    return { ...set, score: meanScore(scores) };
  });
  const over = (means: Means | undefined, which: (name: string) => boolean): Means | undefined =>
    means && { ...means, score: meanScore(sets.filter(({ name }) => which(name)).map(({ score }) => score)) };
  const all = over(summary.mean, () => true);
  const rest = over(summary.withoutVessels, (name) => !isVesselSet(name));
  return {
    ...summary,
    sets,
    ...(all === undefined ? {} : { mean: all }),
    ...(rest === undefined ? {} : { withoutVessels: rest }),
  };
}
