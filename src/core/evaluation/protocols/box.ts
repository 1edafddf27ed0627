import { t } from '../../text/message';
import type { SliceProtocol } from '../protocol';

/** The published protocol of SAM-UNet: the exact box of the largest component, one answer. */
export const box: SliceProtocol = {
  name: 'box',
  title: t`Exact box`,
  description: t`The exact box of the largest component, as in the SAM-UNet paper.`,
  open: ({ object }) => ({ prompt: { box: object.bounds, points: [] } }),
};
