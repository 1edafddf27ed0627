import { t } from '../../text/message';
import type { SliceProtocol } from '../protocol';
import { firstClick } from './firstClick';

/** Box and click together. */
export const boxAndPoint: SliceProtocol = {
  name: 'box+point',
  title: t`Exact box and one point`,
  description: t`The exact box of the largest component and its deepest pixel.`,
  open: ({ object }) => ({ prompt: { box: object.bounds, points: [firstClick(object.mask)] } }),
};
