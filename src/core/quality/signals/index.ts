import type { Evidence, Signal } from '../signal';
import { certainty } from './certainty';
import { contrast } from './contrast';
import { fit } from './fit';
import { head } from './head';
import { holes } from './holes';
import { jitter } from './jitter';
import { parts } from './parts';
import { roundness } from './roundness';
import { sides } from './sides';
import { size } from './size';
import { stability } from './stability';

/** Every signal by its name, as sidecars and reports have it. */
export const signals = {
  head,
  jitter,
  fit,
  sides,
  stability,
  certainty,
  parts,
  holes,
  roundness,
  size,
  contrast,
} as const satisfies Readonly<Record<string, Signal>>;

export type SignalName = keyof typeof signals;
export const signalNames = Object.keys(signals) as readonly SignalName[];

/**
 * What is known of one mask, each 0 to 1, higher is better; unknown ones are left out. `neighbours` is known only where
 * there are masks on the slices beside it (`measureNeighbours`).
 */
export type Signals = Partial<Readonly<Record<SignalName | 'neighbours', number>>>;

export function measureSignals(evidence: Evidence): Signals {
  const measured = signalNames.flatMap((name) => {
    const value = signals[name].measure(evidence);
    return value === undefined ? [] : [[name, value] as const];
  });
  return Object.fromEntries(measured);
}
