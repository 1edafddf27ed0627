import { logBeta, logChoose } from './logGamma';

/** Faults that are expected before any is counted: as many as in a beta distribution of mean 2 %. It costs power, never coverage. */
const prior = { a: 1, b: 49 } as const;

/** A random sample without replacement. */
export interface Sample {
  /** Items of the population. */
  readonly population: number;
  /** Items that were drawn, and how many of them are faulty. */
  readonly drawn: number;
  readonly faults: number;
}

/**
 * The most faulty items that the population can have, by a sample that may go on until its result is pleasing: with probability
 * 1 − `alpha` it has no more at any time of the sampling. These are the numbers of faults whose hypergeometric likelihood is above
 * `alpha` times that of the beta-binomial mixture: the prior-posterior ratio is a martingale (Waudby-Smith and Ramdas, Confidence
 * sequences for sampling without replacement, NeurIPS 2020, theorem 2.1). An exact bound for one fixed size, such as that of Clopper and
 * Pearson, would be broken too often by whoever looks after each item.
 * @returns a whole number from `faults` to `population`
 */
export function faultBound({ population, drawn, faults }: Sample, alpha = 0.05): number {
  const { a, b } = prior;
  const mixture = logChoose(drawn, faults) + logBeta(faults + a, drawn - faults + b) - logBeta(a, b);
  const least = Math.log(alpha) + mixture;
  const isPossible = (all: number): boolean =>
    logChoose(all, faults) + logChoose(population - all, drawn - faults) - logChoose(population, drawn) > least;
  // From its peak on the likelihood falls.
  let low = Math.max(faults, Math.min(population, drawn === 0 ? 0 : Math.floor(((population + 1) * faults) / drawn)));
  let high = population - (drawn - faults);
  low = Math.min(low, high);
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (isPossible(middle)) low = middle;
    else high = middle - 1;
  }
  return low;
}
