import type { LogisticModel } from '../statistics/logistic';
import type { SignalName } from './signals';

/** How the signals of one situation together predict the Dice coefficient; `weights` are in the order of `signals`. */
export interface Fit extends LogisticModel {
  readonly signals: readonly SignalName[];
  /** Mean features of the masks it was made from. */
  readonly means: readonly number[];
}

/** Fits for different sets of signals, the one that knows most first. */
export type Fits = readonly Fit[];
