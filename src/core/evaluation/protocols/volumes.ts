import { t } from '../../text/message';
import type { VolumeProtocol } from '../protocol';

/** Two boxes, and what propagation makes of them. */
export const volume: VolumeProtocol = {
  name: 'volume',
  title: t`Two boxes in a volume`,
  description: t`In volumes: the exact boxes on two slices, a third and two thirds of the way through the object, propagated as in the editor; scored in three dimensions.`,
  boxes: 'few',
  corrections: 0,
};

/** The same, and three corrections by a user who sees where it is wrong. */
export const volumeCorrected: VolumeProtocol = {
  name: 'volume+corrections',
  title: t`Two boxes in a volume, then three corrections`,
  description: t`In volumes: two boxes as before, then three times the slice with the most wrong pixels is corrected and the slices around it are propagated again, as in the editor; scored in three dimensions.`,
  boxes: 'few',
  corrections: 3,
};

/** A box on every slice, without propagation. */
export const volumeSlices: VolumeProtocol = {
  name: 'volume-slices',
  title: t`Exact box on every slice of a volume`,
  description: t`In volumes: the exact box on each slice that holds the object; scored in three dimensions.`,
  boxes: 'all',
  corrections: 0,
};
