import { bootstrapMean, type Interval } from '../statistics/bootstrap';
import { mean } from '../statistics/mean';
import { quantile } from '../statistics/quantile';
import type { Case } from './case';
import { clickSummary, type ClickSummary } from './clickSummary';
import { qualitySummary, type QualitySummary } from './qualitySummary';
import { metrics, type Score } from './score';
import { signalSummaries, type SignalSummary } from './signalSummary';
import { isInGroup, type SetGroup } from './setGroup';
import { sizeBins } from './sizeBins';
import { stepMeans } from './stepMeans';

/** Means over masks, or over sets. */
export interface Means {
  readonly score: Score;
  readonly baseline: Score;
  /** Mean Dice of the worst 5 % of the masks. */
  readonly worst: number;
  /** 95 % bootstrap interval of the mean Dice, by image. */
  readonly interval: Interval;
}

/** Some masks together: a set, or the objects of one size. */
export interface GroupSummary extends Means {
  readonly name: string;
  readonly images: number;
  readonly masks: number;
  /** Quartiles of the Dice. */
  readonly quartiles: readonly [low: number, median: number, high: number];
  readonly quality?: QualitySummary;
  readonly clicks?: ClickSummary;
  /** See {@link stepMeans}. */
  readonly steps?: readonly number[];
}

/** Means over the sets of a group. */
export interface NamedMeans extends Means {
  readonly name: string;
  /** Names of its sets. */
  readonly sets: readonly string[];
}

/** All that was measured with one protocol. */
export interface ProtocolSummary {
  readonly protocol: string;
  readonly sets: readonly GroupSummary[];
  /** Means of the sets' means; undefined when there is no set. */
  readonly mean?: Means;
  /** The same of the sets of each group that the user has named; groups without a set are left out. */
  readonly groups: readonly NamedMeans[];
  /** All masks of all sets by the size of the object; sizes without masks are left out. */
  readonly sizes: readonly GroupSummary[];
  /** All masks of all sets. */
  readonly quality?: QualitySummary;
  /** What each signal alone is worth, and all together. */
  readonly signals: readonly SignalSummary[];
  readonly clicks?: ClickSummary;
  readonly steps?: readonly number[];
}

/**
 * Summarises the cases of one protocol.
 * @param clickLimit most clicks that were given to a mask
 * @param named groups of sets that have means of their own
 */
export function summarise(
  protocol: string,
  cases: readonly Case[],
  clickLimit: number,
  named: readonly SetGroup[] = [],
): ProtocolSummary {
  const sets = [...groupBy(cases, ({ set }) => set)].map(([name, own]) => ({ name, cases: own }));
  const groups = sets.map(({ name, cases: own }) => group(name, own, clickLimit));
  const sizes = sizeBins.flatMap(({ name, from, to }) => {
    const own = cases.filter(({ size }) => size >= from && size < to);
    return own.length === 0 ? [] : [group(name, own, clickLimit)];
  });
  const quality = qualitySummary(cases);
  const clicks = clickSummary(cases, clickLimit);
  const steps = stepMeans(cases);
  return {
    protocol,
    sets: groups,
    ...(sets.length === 0
      ? {}
      : {
          mean: meansOfSets(
            groups,
            sets.map(({ cases: own }) => own),
          ),
        }),
    groups: named.flatMap((each) => {
      const own = sets.filter(({ name }) => isInGroup(name, each));
      if (own.length === 0) return [];
      const means = meansOfSets(
        groups.filter(({ name }) => isInGroup(name, each)),
        own.map((set) => set.cases),
      );
      return { name: each.name, sets: own.map(({ name }) => name), ...means };
    }),
    sizes,
    signals: signalSummaries(cases),
    ...(quality === undefined ? {} : { quality }),
    ...(clicks === undefined ? {} : { clicks }),
    ...(steps === undefined ? {} : { steps }),
  };
}

function group(name: string, cases: readonly Case[], clickLimit: number): GroupSummary {
  const dice = cases.map(({ score }) => score.dice);
  const images = byImage(cases);
  const quality = qualitySummary(cases);
  const clicks = clickSummary(cases, clickLimit);
  const steps = stepMeans(cases);
  return {
    name,
    images: images.length,
    masks: cases.length,
    score: meanScore(cases.map(({ score }) => score)),
    baseline: meanScore(cases.map(({ baseline }) => baseline)),
    worst: worstMean(dice),
    interval: bootstrapMean([images], name),
    quartiles: [quantile(dice, 0.25), quantile(dice, 0.5), quantile(dice, 0.75)],
    ...(quality === undefined ? {} : { quality }),
    ...(clicks === undefined ? {} : { clicks }),
    ...(steps === undefined ? {} : { steps }),
  };
}

function meansOfSets(groups: readonly GroupSummary[], sets: readonly (readonly Case[])[]): Means {
  return {
    score: meanScore(groups.map(({ score }) => score)),
    baseline: meanScore(groups.map(({ baseline }) => baseline)),
    worst: mean(groups.map(({ worst }) => worst)),
    interval: bootstrapMean(sets.map(byImage), 'sets'),
  };
}

/** The Dice of the masks of each image; a series is one. */
function byImage(cases: readonly Case[]): number[][] {
  const images = groupBy(cases, ({ set, image, series }) => JSON.stringify([set, series ?? image]));
  return [...images.values()].map((own) => own.map(({ score }) => score.dice));
}

export function meanScore(scores: readonly Score[]): Score {
  const entries = metrics.map((metric) => [metric, mean(scores.map((score) => score[metric]))]);
  return Object.fromEntries(entries) as Record<keyof Score, number>;
}

/** Mean of the lowest 5 %, at least one. */
function worstMean(values: readonly number[]): number {
  const count = Math.max(1, Math.round(values.length / 20));
  return mean([...values].sort((a, b) => a - b).slice(0, count));
}

function groupBy<T>(items: readonly T[], key: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const known = groups.get(key(item));
    if (known === undefined) groups.set(key(item), [item]);
    else known.push(item);
  }
  return groups;
}
