import { rectOf } from '../../geometry/rect';
import { t } from '../../text/message';
import type { Protocol } from '../protocol';

/** One box over everything, for structures that spread over the whole image. */
export const whole: Protocol = {
  name: 'whole',
  title: t`Whole image`,
  description: t`A box over the whole image, which says nothing of the object: for vessels and other sole structures.`,
  open: ({ image }) => ({ prompt: { box: rectOf(image), points: [] } }),
};
