import { rectOf } from '../../geometry/rect';
import { t } from '../../text/message';
import type { SliceProtocol } from '../protocol';

/** One box over everything, for structures that spread over the whole image. */
export const whole: SliceProtocol = {
  name: 'whole',
  title: t`Whole image`,
  description: t`A box over the whole image, without information about the object; for vessels and other structures that occur once.`,
  open: ({ image }) => ({ prompt: { box: rectOf(image), points: [] } }),
};
