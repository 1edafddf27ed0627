import path from 'node:path';
import { throwIfCancelled } from '../../core/base/cancellation';
import { userErrorOf } from '../../core/base/error';
import type { DatasetItem } from '../../core/layouts/samUnet/schema';
import { labelOf } from '../../core/layouts/samUnet/names';
import { encodeRunLength } from '../../core/mask/runLength';
import type { Dataset } from '../evaluation/readDataset';
import { insideFolder } from '../files/insideFolder';
import { openImage } from '../image/openImage';
import { readMask } from '../masks/readMask';
import { exampleAt, groupOfName, type CollectOptions } from './collectExamples';
import type { AcceptedExample } from './example';

/** The images of a data set by the labels of their masks, each with the masks of that label; labels are sorted. */
export function itemsByLabel({ items }: Dataset): ReadonlyMap<string, readonly DatasetItem[]> {
  const labels = new Map<string, Map<string, string[]>>();
  for (const { image, masks } of items) {
    for (const mask of masks) {
      const label = labelOf(path.posix.basename(mask), path.posix.basename(image)) ?? 'object';
      const images = labels.get(label) ?? new Map<string, string[]>();
      labels.set(label, images);
      images.set(image, [...(images.get(image) ?? []), mask]);
    }
  }
  return new Map(
    [...labels]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([label, images]) => [label, [...images].map(([image, masks]) => ({ image, masks }))]),
  );
}

/** Reference masks of a data set as examples; what cannot be read is reported and left out. */
export async function datasetExamples(
  { folder }: Pick<Dataset, 'folder'>,
  items: readonly DatasetItem[],
  { onError, token }: CollectOptions,
): Promise<AcceptedExample[]> {
  const examples: AcceptedExample[] = [];
  for (const { image: file, masks } of items) {
    throwIfCancelled(token);
    try {
      const image = await openImage(await insideFolder(folder, file), { series: 'single' });
      try {
        const read = await Promise.all(
          masks.map(async (mask) => readMask(await insideFolder(folder, mask), image.info)),
        );
        const filled = read.filter(({ area }) => area > 0);
        if (filled.length === 0) continue;
        examples.push(
          await exampleAt(image, { slice: 0 }, { file, group: groupOfName(file) }, filled.map(encodeRunLength)),
        );
      } finally {
        image.dispose();
      }
    } catch (error) {
      onError(userErrorOf(error, path.join(folder, file)));
    }
  }
  return examples;
}
