import { countDrawn, hasDrawn, type Votes } from './votes';

/** What STAPLE estimates of an object that several readers have drawn. */
export interface Staple {
  /** Probability that a voxel belongs to the object, by the decisions of the readers there. */
  readonly probability: ReadonlyMap<number, number>;
  /** Of each reader, the share of the object that was drawn. */
  readonly sensitivity: readonly number[];
  /** Of each reader, the share of the rest that was left out. */
  readonly specificity: readonly number[];
}

/** Change of a rate, squared, below which the estimate has converged, as in ITK. */
const converged = 1e-14;
/** Steps are cheap, as there are few different decisions; they become small long before this. */
const mostSteps = 10_000;

/**
 * Simultaneous truth and performance level estimation (Warfield, Zou and Wells, IEEE Transactions on Medical Imaging 23:903–921,
 * 2004): expectation maximisation of the hidden object, and of how well each reader has found it. The prior is the mean share that the readers
 * have drawn, the same everywhere, and the first estimate of the object is their mean, both as in ITK's `STAPLEImageFilter`.
 *
 * Voxels at which the readers have decided alike are alike, so that the work grows with the number of different decisions, not with
 * the image.
 */
export function staple({ readers, counts }: Votes): Staple {
  const all = [...counts];
  const total = all.reduce((sum, [, count]) => sum + count, 0);
  let probability = new Map(all.map(([decisions]) => [decisions, countDrawn(decisions) / readers]));
  const prior = all.reduce((sum, [decisions, count]) => sum + count * probability.get(decisions)!, 0) / total;
  let rates = ratesOf(all, probability, readers);
  for (let step = 0; step < mostSteps; step++) {
    probability = new Map(all.map(([decisions]) => [decisions, posterior(decisions, prior, rates)]));
    const next = ratesOf(all, probability, readers);
    const change = Math.max(...next.map(({ p, q }, i) => Math.max((p - rates[i]!.p) ** 2, (q - rates[i]!.q) ** 2)));
    rates = next;
    if (change <= converged) break;
  }
  return { probability, sensitivity: rates.map(({ p }) => p), specificity: rates.map(({ q }) => q) };
}

/** How well a reader finds the object: sensitivity p and specificity q. */
interface Rates {
  readonly p: number;
  readonly q: number;
}

/** The maximisation: rates of the readers for a probable object. */
function ratesOf(
  all: readonly (readonly [decisions: number, count: number])[],
  probability: ReadonlyMap<number, number>,
  readers: number,
): Rates[] {
  return Array.from({ length: readers }, (_, reader) => {
    let [object, found, rest, spared] = [0, 0, 0, 0];
    for (const [decisions, count] of all) {
      const weight = probability.get(decisions)!;
      object += count * weight;
      rest += count * (1 - weight);
      if (hasDrawn(decisions, reader)) found += count * weight;
      else spared += count * (1 - weight);
    }
    // Without an object, or without a rest, nothing can be missed.
    return { p: object === 0 ? 1 : found / object, q: rest === 0 ? 1 : spared / rest };
  });
}

/** The expectation: the probability of the object where the readers have decided so. */
function posterior(decisions: number, prior: number, rates: readonly Rates[]): number {
  let [inside, outside] = [prior, 1 - prior];
  for (const [reader, { p, q }] of rates.entries()) {
    const drawn = hasDrawn(decisions, reader);
    inside *= drawn ? p : 1 - p;
    outside *= drawn ? 1 - q : q;
  }
  // Decisions that contradict readers who are never wrong say nothing.
  return inside + outside === 0 ? prior : inside / (inside + outside);
}
