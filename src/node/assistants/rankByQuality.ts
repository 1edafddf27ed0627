import path from 'node:path';
import { listedFacts } from '../../core/assistants/facts';
import { parseFilter } from '../../core/dataset/filter/filter';
import { estimateOf } from '../../core/quality/estimate';
import { byQuality } from '../../core/review/reviewItem';
import { insideFolder } from '../files/insideFolder';
import { inspectMasks } from '../masks/maskStore';
import type { Handler } from './context';

export const rankByQuality: Handler<'rank_by_quality'> = {
  run: async ({ filter, limit }, { folder, find }) => {
    const { total, images } = await find({ filter: parseFilter(filter), order: 'worst', offset: 0, limit });
    const ranked: object[] = [];
    for (const image of images) ranked.push({ ...listedFacts(image), ...(await worstMask(folder, image.path)) });
    return { total, images: ranked };
  },
};

/** The mask of an image with the lowest estimate, and why it is low. */
async function worstMask(folder: string, image: string): Promise<object> {
  const { sidecar } = await inspectMasks(path.resolve(await insideFolder(folder, image)));
  const [worst] = (sidecar?.objects ?? [])
    .filter(({ status }) => status !== 'rejected')
    .flatMap((object) => {
      const { quality, reasons } = estimateOf(object);
      return quality === undefined ? [] : [{ ...object, quality, reasons }];
    })
    .sort(byQuality);
  if (worst === undefined) return {};
  const { id, label, slice, reasons } = worst;
  return { worstMask: { id, label, slice, doubts: reasons } };
}
