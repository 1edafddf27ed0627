import { t } from '../../text/message';
import type { SliceProtocol } from '../protocol';
import { box } from './box';
import { addCorrection } from './clicks';

/** A box, and clicks that correct its mask in the editor. */
export const boxAndClicks: SliceProtocol = {
  name: 'box+clicks',
  title: t`Exact box, then clicks`,
  description: t`The exact box of the largest component, then clicks on the deepest pixel of the largest region that is wrong, which change the mask as in the editor; scored after the box and four clicks.`,
  open: box.open,
  correct: addCorrection,
  editsMask: true,
};
