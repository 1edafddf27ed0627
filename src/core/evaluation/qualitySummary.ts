import { mean } from '../statistics/mean';
import { auroc, riskCoverage, spearman } from '../statistics/ranking';
import type { Case } from './case';

/** A mask with a lower Dice than this is one that a person should find. */
const poorDice = 0.7;

/** What the estimate of quality is worth. Entries that these cases do not determine are undefined. */
export interface QualitySummary {
  /** Rank correlation of estimated and true Dice. */
  readonly spearman?: number;
  /** Area under the ROC curve of finding masks of a Dice below 0.7. */
  readonly auroc?: number;
  /** Area under the curve of risk (1 - Dice) over coverage, masks of highest estimate first; lower is better. */
  readonly aurc: number;
  /** The same in random order, and in the order of the true Dice. */
  readonly aurcRandom: number;
  readonly aurcBest: number;
  /** Mean absolute difference of estimated and true Dice. */
  readonly error: number;
}

/** Summarises the cases with an estimate; undefined when there are none. */
export function qualitySummary(cases: readonly Case[]): QualitySummary | undefined {
  const known = cases.flatMap(({ quality, score }) => (quality === undefined ? [] : [{ quality, dice: score.dice }]));
  if (known.length === 0) return undefined;
  const estimates = known.map(({ quality }) => quality);
  const truths = known.map(({ dice }) => dice);
  return {
    ...rankingOf(estimates, truths),
    aurcRandom: mean(truths.map((dice) => 1 - dice)),
    aurcBest: aurc(truths, truths),
    error: mean(estimates.map((estimate, i) => Math.abs(estimate - truths[i]!))),
  };
}

/** How well some number orders masks by their Dice. */
export type Ranking = Pick<QualitySummary, 'spearman' | 'auroc' | 'aurc'>;

export function rankingOf(estimates: readonly number[], truths: readonly number[]): Ranking {
  const correlation = spearman(estimates, truths);
  const detection = auroc(
    estimates.map((estimate) => -estimate),
    truths.map((dice) => dice < poorDice),
  );
  return {
    ...(correlation === undefined ? {} : { spearman: correlation }),
    ...(detection === undefined ? {} : { auroc: detection }),
    aurc: aurc(estimates, truths),
  };
}

function aurc(estimates: readonly number[], truths: readonly number[]): number {
  return mean(
    riskCoverage(
      estimates,
      truths.map((dice) => 1 - dice),
    ),
  );
}
