import type { SlicePlace } from '../image/slicePlace';
import { bootstrapMean, type Interval } from '../statistics/bootstrap';
import { mean } from '../statistics/mean';

/** An accepted mask that two models, or two teachings, were asked for again. */
export interface ReplayCase extends SlicePlace {
  /** Path relative to the folder, with `/`. */
  readonly image: string;
  readonly label: string;
  /** Whether one of the two has made the mask, and a person accepted it as it was: it speaks for that one. */
  readonly isOwn: boolean;
  /** Dice coefficient of each answer with the mask, 0 to 1. */
  readonly before: number;
  readonly after: number;
}

/** What became better and worse among some cases. */
export interface ReplaySummary {
  readonly images: number;
  readonly masks: number;
  /** Mean Dice of each. */
  readonly before: number;
  readonly after: number;
  /** 95 % bootstrap interval of the mean difference, by image. */
  readonly interval: Interval;
  /** Masks whose Dice has changed by more than {@link margin}. */
  readonly better: number;
  readonly worse: number;
}

/** Difference of two Dice coefficients that nobody sees. */
export const margin = 0.01;
/** Images below which the interval of a difference says too little. */
const leastImages = 5;

/** `better`, `worse`: with 95 % confidence; `undecided` otherwise. */
export type Verdict = 'better' | 'worse' | 'undecided';

/** How a candidate compares with what is in use. */
export interface Replay {
  /** Names of what is in use, and of the candidate. */
  readonly names: readonly [before: string, after: string];
  /** Masks that neither has made, by label, in the order of their names. */
  readonly labels: readonly (ReplaySummary & { readonly label: string })[];
  /** All of those masks; undefined where there are none. */
  readonly all?: ReplaySummary;
  /** Masks of one of the two that were accepted as they were. */
  readonly own?: ReplaySummary;
  readonly verdict: Verdict;
  /** Largest losses first. */
  readonly cases: readonly ReplayCase[];
  /** Accepted masks without a prompt that could be asked again. */
  readonly unprompted: number;
  /** Images that could not be used. */
  readonly failures: number;
}

export function replayOf(
  { names, unprompted, failures }: Pick<Replay, 'names' | 'unprompted' | 'failures'>,
  cases: readonly ReplayCase[],
): Replay {
  const fair = cases.filter(({ isOwn }) => !isOwn);
  const all = summaryOf(fair);
  const own = summaryOf(cases.filter(({ isOwn }) => isOwn));
  const labels = [...new Set(fair.map(({ label }) => label))].sort((a, b) => a.localeCompare(b, 'en'));
  return {
    names,
    labels: labels.map((label) => ({ label, ...summaryOf(fair.filter((each) => each.label === label))! })),
    ...(all === undefined ? {} : { all }),
    ...(own === undefined ? {} : { own }),
    verdict: verdictOf(all),
    cases: cases.toSorted((a, b) => a.after - a.before - (b.after - b.before)),
    ...{ unprompted, failures },
  };
}

function summaryOf(cases: readonly ReplayCase[]): ReplaySummary | undefined {
  if (cases.length === 0) return undefined;
  const gains = new Map<string, number[]>();
  for (const { image, before, after } of cases) gains.set(image, [...(gains.get(image) ?? []), after - before]);
  return {
    images: gains.size,
    masks: cases.length,
    before: mean(cases.map(({ before }) => before)),
    after: mean(cases.map(({ after }) => after)),
    interval: bootstrapMean([[...gains.values()]], 'replay'),
    better: cases.filter(({ before, after }) => after - before > margin).length,
    worse: cases.filter(({ before, after }) => before - after > margin).length,
  };
}

function verdictOf(all: ReplaySummary | undefined): Verdict {
  if (all === undefined || all.images < leastImages) return 'undecided';
  const [low, high] = all.interval;
  return low > 0 ? 'better' : high < 0 ? 'worse' : 'undecided';
}
