import { mean } from './mean';
import { quantile } from './quantile';
import { seededRandom } from './random';

/** Ends of an interval. */
export type Interval = readonly [low: number, high: number];

const resamples = 1000;

/**
 * 95 % percentile bootstrap interval of the mean of the strata's means. Within each stratum, whole clusters are drawn with
 * replacement, since values of one cluster (the masks of one image) depend on each other.
 *
 * @param strata for each stratum its clusters of values; none may be empty
 * @param seed equal seeds give equal intervals
 */
export function bootstrapMean(strata: readonly (readonly (readonly number[])[])[], seed: string): Interval {
  const random = seededRandom(seed);
  const sums = strata.map((clusters) =>
    clusters.map((values) => ({ sum: values.reduce((a, b) => a + b, 0), count: values.length })),
  );
  const means = Array.from({ length: resamples }, () =>
    mean(
      sums.map((clusters) => {
        let sum = 0;
        let count = 0;
        for (let i = 0; i < clusters.length; i++) {
          const drawn = clusters[Math.floor(random() * clusters.length)]!;
          sum += drawn.sum;
          count += drawn.count;
        }
        return sum / count;
      }),
    ),
  );
  return [quantile(means, 0.025), quantile(means, 0.975)];
}
