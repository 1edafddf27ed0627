import { predict } from '../statistics/logistic';
import { english, t } from '../text/message';
import type { Fit, Fits } from './fits';
import { shippedFits } from './shippedFits';
import type { Signal } from './signal';
import { signals as allSignals, type SignalName, type Signals } from './signals';

export interface Estimate {
  /** Estimated Dice coefficient, 0 to 1. */
  readonly quality: number;
  /** Doubts about the mask, the most serious first, as phrases that follow “The mask”; none if nothing is unusual. */
  readonly reasons: readonly string[];
}

/** A signal that lowers the estimate by this much, in logits, is a reason to look. */
const graveEffect = -0.25;
/** More reasons than these say no more. */
const mostReasons = 2;

/**
 * The estimate for the signals of a mask; undefined when they fit none of `fits`. What the slices beside it make expected is
 * a Dice coefficient itself, which caps the estimate.
 */
export function estimateQuality(signals: Signals, fits: Fits = shippedFits): Estimate | undefined {
  const fit = fitFor(signals, fits);
  if (fit === undefined) return undefined;
  const features = featuresOf(signals, fit);
  const weighed = predict(fit, features);
  const { neighbours = 1 } = signals;
  const reasonOf = (name: SignalName): string => english(allSignals[name].reason(signals[name]!));
  const grave = [
    ...fit.signals.map((name, i) => ({
      reason: reasonOf(name),
      effect: fit.weights[i]! * (features[i]! - fit.means[i]!),
    })),
    { reason: differs(), effect: logit(neighbours) - logit(weighed) },
  ]
    .filter(({ effect }) => effect < graveEffect)
    .sort((a, b) => a.effect - b.effect)
    .map(({ reason }) => reason);
  const flagged = fit.signals.filter((name) => signals[name]! < (flagOf(name) ?? 0)).map(reasonOf);
  const reasons = [...new Set([...grave, ...flagged])].slice(0, mostReasons);
  return { quality: Math.min(weighed, neighbours), reasons };
}

/** A model's own estimate of a mask without other signals, capped by what the slices beside it make expected. */
export function cappedEstimate(quality: number, { neighbours = 1 }: Signals): Estimate {
  const isGrave = logit(neighbours) - logit(quality) < graveEffect;
  return { quality: Math.min(quality, neighbours), reasons: isGrave ? [differs()] : [] };
}

function differs(): string {
  return english(t`differs from the slices beside it`);
}

function flagOf(name: SignalName): number | undefined {
  const signal: Signal = allSignals[name];
  return signal.flag;
}

/** The fit that knows most of what `signals` say. */
export function fitFor(signals: Signals, fits: Fits): Fit | undefined {
  return fits.find((fit) => fit.signals.every((name) => signals[name] !== undefined));
}

/** What a fit weighs: the logits of its signals, for most of them crowd near 1. */
export function featuresOf(signals: Signals, { signals: names }: Pick<Fit, 'signals'>): number[] {
  return names.map((name) => logit(signals[name]!));
}

function logit(share: number): number {
  const value = Math.min(0.99, Math.max(0.01, share));
  return Math.log(value / (1 - value));
}

/** The estimate for an object: recomputed from its signals, or as stored in its file if it has none. */
export function estimateOf(
  {
    signals,
    quality,
    reasons = [],
  }: { signals?: Signals | undefined; quality?: number | undefined; reasons?: readonly string[] | undefined },
  fits?: Fits,
): { readonly quality: number | undefined; readonly reasons: readonly string[] } {
  return (signals && estimateQuality(signals, fits)) ?? { quality, reasons };
}
