import { UserError } from '../../core/base/error';
import { parseFilter } from '../../core/dataset/filter/filter';
import { orderItems } from '../../core/review/reviewOrder';
import { t } from '../../core/text/message';
import { findReviewItems } from '../review/findReviewItems';
import { pathsOf, type Handler } from './context';

export const startReview: Handler<'start_review'> = {
  run: async ({ filter, order }, context) => {
    const { folder, token } = context;
    const wanted = new Set(await pathsOf(parseFilter(filter), context));
    const found = await findReviewItems(folder, { token });
    const items = orderItems(
      found.items.filter(({ image }) => wanted.has(image)),
      order,
    );
    if (items.length === 0) {
      throw new UserError('not-found', {
        problem: t`There are no unreviewed masks.`,
        advice: t`Choose another filter, or generate masks first.`,
      });
    }
    return { images: items.length, ...(await context.startReview({ items, fits: found.fits, filter, order })) };
  },
};
