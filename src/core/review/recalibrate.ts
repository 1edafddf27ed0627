import { decodeRunLength } from '../mask/runLength';
import { overlap } from '../metrics/overlap';
import { featuresOf, fitFor } from '../quality/estimate';
import type { Fits } from '../quality/fits';
import type { Signals } from '../quality/signals';
import type { SidecarObject } from '../sidecar/sidecar';
import { fitLogistic } from '../statistics/logistic';

/** The signals of a generated mask, and the verdict of a person. */
export interface Verdicted {
  readonly signals: Signals;
  /** 1 when it was accepted as it was, 0 when rejected, otherwise its Dice with what a person made of it. */
  readonly target: number;
}

/** With fewer verdicts than this the shipped estimate stays as it is. */
export const leastVerdicts = 50;

/** How many masks with a feature of 1 the shipped weights count for: few enough that fifty verdicts are heard. */
const priorStrength = 10;

/** What a person's verdict on an object teaches; undefined where there is none or nothing was known of the mask. */
export function verdictOn({ status, signals, proposal, mask }: SidecarObject): Verdicted | undefined {
  if (status === 'draft') return undefined;
  const known = proposal?.signals ?? signals;
  if (known === undefined) return undefined;
  if (status === 'rejected') return { signals: known, target: 0 };
  if (proposal === undefined) return status === 'accepted' ? { signals: known, target: 1 } : undefined;
  return { signals: known, target: overlap(decodeRunLength(proposal.mask), decodeRunLength(mask)).dice };
}

/**
 * Fits the estimate to a person's verdicts, starting from `fits`, which count as much as some verdicts do. A fit for whose
 * signals there are too few verdicts stays.
 */
export function recalibrate(verdicts: readonly Verdicted[], fits: Fits): Fits {
  return fits.map((fit) => {
    const own = verdicts.filter(({ signals }) => fitFor(signals, fits) === fit);
    if (own.length < leastVerdicts) return fit;
    const examples = own.map(({ signals, target }) => ({ features: featuresOf(signals, fit), target }));
    return { ...fit, ...fitLogistic(examples, { prior: fit, strength: priorStrength }) };
  });
}
