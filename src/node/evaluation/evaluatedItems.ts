import path from 'node:path';
import type { CancellationToken } from '../../core/base/cancellation';
import type { SeriesMode } from '../../core/formats/dicom/series/seriesMode';
import type { DatasetItem } from '../../core/layouts/samUnet/schema';
import { insideFolder } from '../files/insideFolder';
import { imagesOfFiles } from '../image/openImage';
import type { Dataset } from './readDataset';

/** An image of a data set with its reference masks. */
export interface EvaluatedItem extends DatasetItem {
  /** Of a slice of a DICOM series, the file that stands for the series. */
  readonly series?: string;
}

export interface WantedItems {
  /** Images to take of each set, a series being one; all when left out. */
  readonly limit?: number;
  /** Whether the files of a DICOM series count as one image; they do when left out. */
  readonly series?: SeriesMode;
  readonly token: CancellationToken;
}

/** The items of the first images of a data set. @throws UserError `cancelled` */
export async function evaluatedItems(
  { folder, items }: Dataset,
  { limit = Infinity, series = 'whole', token }: WantedItems,
): Promise<EvaluatedItem[]> {
  const paths = new Set<string>();
  for (const image of new Set(items.map((item) => path.posix.normalize(item.image)))) {
    // Paths outside the folder are not examined, and fail when their turn comes.
    if (await insideFolder(folder, image).catch(() => undefined)) paths.add(image);
  }
  const imageOf = await imagesOfFiles(folder, [...paths], { series, token });
  const images = new Set<string>();
  return items.flatMap((item) => {
    const found = imageOf.get(path.posix.normalize(item.image))?.image;
    const image = found?.path ?? item.image;
    if (images.size < limit) images.add(image);
    if (!images.has(image)) return [];
    return [found?.series === undefined ? item : { ...item, series: image }];
  });
}
