import { listedFacts } from '../../core/assistants/facts';
import { parseFilter } from '../../core/dataset/filter/filter';
import type { Handler } from './context';

export const findImages: Handler<'find_images'> = {
  run: async ({ filter, limit, offset }, { find }) => {
    const { total, images } = await find({ filter: parseFilter(filter), order: 'name', offset, limit });
    return { total, images: images.map(listedFacts) };
  },
};
