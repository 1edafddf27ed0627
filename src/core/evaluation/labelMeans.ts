import type { Case } from './case';
import { meanScore, type Means, type ProtocolSummary } from './summary';

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
  const over = <T extends Means>(means: T, which: (name: string) => boolean): T => ({
    ...means,
    score: meanScore(sets.filter(({ name }) => which(name)).map(({ score }) => score)),
  });
  return {
    ...summary,
    sets,
    ...(summary.mean === undefined ? {} : { mean: over(summary.mean, () => true) }),
    groups: summary.groups.map((group) => over(group, (name) => group.sets.includes(name))),
  };
}
