import { t } from '../../text/message';
import type { SliceProtocol } from '../protocol';
import { firstClick } from './firstClick';

/** One click in the middle of the object. */
export const point: SliceProtocol = {
  name: 'point',
  title: t`One point`,
  description: t`The deepest pixel of the largest component.`,
  open: ({ object }) => ({ prompt: { points: [firstClick(object.mask)] } }),
};
