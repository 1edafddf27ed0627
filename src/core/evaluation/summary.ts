import { bootstrapMean, type Interval } from '../statistics/bootstrap';
import { mean } from '../statistics/mean';
import { quantile } from '../statistics/quantile';
import type { Case } from './case';
import { clickSummary, type ClickSummary } from './clickSummary';
import { qualitySummary, type QualitySummary } from './qualitySummary';
import { metrics, type Score } from './score';
import { signalSummaries, type SignalSummary } from './signalSummary';
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

/** All that was measured with one protocol. */
export interface ProtocolSummary {
  readonly protocol: string;
  readonly sets: readonly GroupSummary[];
  /** Means of the sets' means; undefined when there is no set. */
  readonly mean?: Means;
  /** The same without sets of vessels, whose branches no box describes; undefined when that leaves out nothing or all. */
  readonly withoutVessels?: Means;
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
 */
export function summarise(protocol: string, cases: readonly Case[], clickLimit: number): ProtocolSummary {
  const sets = [...groupBy(cases, ({ set }) => set)].map(([name, own]) => ({ name, cases: own }));
  const groups = sets.map(({ name, cases: own }) => group(name, own, clickLimit));
  const rest = sets.filter(({ name }) => !isVesselSet(name));
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
    ...(rest.length === 0 || rest.length === sets.length
      ? {}
      : {
          withoutVessels: meansOfSets(
            groups.filter(({ name }) => !isVesselSet(name)),
            rest.map(({ cases: own }) => own),
          ),
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

export function isVesselSet(name: string): boolean {
  return /vessel/i.test(name);
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
