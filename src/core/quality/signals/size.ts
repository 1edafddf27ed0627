import { t } from '../../text/message';
import type { Signal } from '../signal';

/** Share of an image below which the published data preparation drops objects, 100 / 256²: it is rated 0. */
const smallest = 100 / 256 ** 2;

/** Size of the object between that share and the whole image, on a logarithmic scale. */
export const size: Signal = {
  measure: ({ closeUp: { share } }) => Math.max(0, 1 - Math.log(Math.max(share, smallest)) / Math.log(smallest)),
  reason: () => t`is small`,
};
