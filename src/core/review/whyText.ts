import { estimateOf } from '../quality/estimate';
import type { Fits } from '../quality/fits';
import type { SidecarObject } from '../sidecar/sidecar';
import { listed, stored, t, type Text } from '../text/message';

export interface WhyOptions {
  /** Estimate the quality; the shipped ones when left out. */
  readonly fits?: Fits | undefined;
  /** Whether the mask is under review to check that high estimates can be trusted. */
  readonly isAudit: boolean;
}

/** Why a mask is under review now, such as `liver 0.41: is in several parts`. */
export function whyText(object: SidecarObject, { fits, isAudit }: WhyOptions): Text {
  const { quality, reasons } = estimateOf(object, fits);
  const head = quality === undefined ? object.label : `${object.label} ${quality.toFixed(2)}`;
  const why = isAudit ? [t`a random check`] : reasons.map(stored);
  return why.length === 0 ? head : t`${head}: ${listed(why)}`;
}
