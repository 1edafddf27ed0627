import { estimateQuality } from '../quality/estimate';
import { signalNames, type Signals } from '../quality/signals';
import { mean } from '../statistics/mean';
import type { Case } from './case';
import { rankingOf, type Ranking } from './qualitySummary';

/** How well one signal, or the estimate from all of them, orders masks by their Dice. */
export interface SignalSummary {
  readonly name: string;
  /** All masks together. */
  readonly all: Ranking;
  /** Mean over the sets, each on its own; undefined values are left out. */
  readonly withinSets: Partial<Ranking>;
}

/** The estimate first, then every signal that was measured. Empty masks have no signals and count as the lowest. */
export function signalSummaries(cases: readonly Case[]): SignalSummary[] {
  if (!cases.some(({ signals }) => signals !== undefined)) return [];
  const measured = signalNames.filter((name) => cases.some(({ signals }) => signals?.[name] !== undefined));
  return [
    summary('all signals', cases, ({ signals }) => signals && estimateQuality(signals)?.quality),
    summary('all signals but jitter', cases, ({ signals }) => signals && withoutAsking(signals)),
    ...measured.map((name) => summary(name, cases, ({ signals }) => signals?.[name])),
  ];
}

/** The estimate from what costs no further answer of the decoder. */
function withoutAsking(signals: Signals): number | undefined {
  const { jitter: _jitter, ...free } = signals;
  return estimateQuality(free)?.quality;
}

function summary(name: string, cases: readonly Case[], read: (each: Case) => number | undefined): SignalSummary {
  const rank = (some: readonly Case[]): Ranking =>
    rankingOf(
      some.map((each) => read(each) ?? 0),
      some.map(({ score }) => score.dice),
    );
  const sets = [...new Set(cases.map(({ set }) => set))].map((set) => rank(cases.filter((each) => each.set === set)));
  const meanOf = (key: keyof Ranking): Partial<Ranking> => {
    const known = sets.flatMap((ranking) => ranking[key] ?? []);
    return known.length === 0 ? {} : { [key]: mean(known) };
  };
  return { name, all: rank(cases), withinSets: { ...meanOf('spearman'), ...meanOf('auroc'), ...meanOf('aurc') } };
}
