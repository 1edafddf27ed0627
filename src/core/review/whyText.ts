import { estimateOf } from '../quality/estimate';
import type { Fits } from '../quality/fits';
import type { SidecarObject } from '../sidecar/sidecar';

export interface WhyOptions {
  /** Estimate the quality; the shipped ones when left out. */
  readonly fits?: Fits | undefined;
  /** Whether the mask is looked at to check that high estimates deserve trust. */
  readonly isAudit: boolean;
}

/** Why a mask is looked at now, such as `liver 0.41: is in several parts`. */
export function whyText(object: SidecarObject, { fits, isAudit }: WhyOptions): string {
  const { quality, reasons } = estimateOf(object, fits);
  const head = quality === undefined ? object.label : `${object.label} ${quality.toFixed(2)}`;
  const why = isAudit ? ['a random check'] : reasons;
  return why.length === 0 ? head : `${head}: ${why.join(', ')}`;
}
