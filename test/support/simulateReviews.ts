import { faultBound } from '../../src/core/statistics/faultBound';
import { seededRandom } from '../../src/core/statistics/random';

export interface SimulatedReviews {
  readonly population: number;
  /** Share of faulty images, on average. */
  readonly share: number;
  /** 1 for an estimate of the quality that puts faults first, 0 for one that knows nothing. */
  readonly trust: number;
  readonly reviews: number;
  /** Which places are those of the sample: every tenth one if left out, all of them for 1. */
  readonly every?: number;
  /** Left out, {@link faultBound}. */
  readonly bound?: typeof faultBound;
}

/**
 * Reviews worst first in which some images are the next of a random sample, until none is left. After each image the bound is compared with
 * the faults that are truly left.
 * @returns reviews in which the bound was ever too low, and the images that were reviewed until it said at most 5 %, on average
 */
export function simulateReviews({
  population,
  share,
  trust,
  reviews,
  every = 10,
  bound = faultBound,
}: SimulatedReviews): {
  readonly broken: number;
  readonly until5: number;
} {
  const known = new Map<number, number>();
  const most = (drawn: number, faults: number): number => {
    const key = drawn * (population + 1) + faults;
    const value = known.get(key) ?? bound({ population, drawn, faults });
    known.set(key, value);
    return value;
  };
  let [broken, needed] = [0, 0];
  for (let review = 0; review < reviews; review++) {
    const random = seededRandom(`${population} ${share} ${trust} ${review}`);
    const faulty = Array.from({ length: population }, () => random() < share);
    const sample = shuffled(population, random);
    const doubt = faulty.map((each) => trust * Number(each) + (1 - trust) * random());
    const worst = Array.from(faulty.keys()).sort((a, b) => doubt[b]! - doubt[a]!);
    const seen = new Set<number>();
    let [isBroken, sampled, sampleFaults, found, at] = [false, 0, 0, 0, 0];
    const all = faulty.filter((each) => each).length;
    let until5 = population;
    while (seen.size < population) {
      while (seen.has(sample[sampled]!)) sampleFaults += Number(faulty[sample[sampled++]!]);
      while (seen.has(worst[at]!)) at++;
      const next = seen.size % every === every - 1 ? sample[sampled]! : worst[at]!;
      seen.add(next);
      found += Number(faulty[next]);
      while (sampled < population && seen.has(sample[sampled]!)) sampleFaults += Number(faulty[sample[sampled++]!]);
      const left = all - found;
      const claimed = Math.max(0, most(sampled, sampleFaults) - found);
      if (left > claimed) isBroken = true;
      if (claimed <= 0.05 * (population - seen.size)) until5 = Math.min(until5, seen.size);
    }
    broken += Number(isBroken);
    needed += until5;
  }
  return { broken, until5: needed / reviews };
}

function shuffled(count: number, random: () => number): number[] {
  const order = Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
}
