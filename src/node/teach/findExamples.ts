import { readdir } from 'node:fs/promises';
import { isDatasetIndex } from '../../core/layouts/samUnet/schema';
import { seededRandom } from '../../core/statistics/random';
import { shuffled } from '../../core/teach/split';
import { readDataset } from '../evaluation/readDataset';
import { collectExamples, type CollectOptions } from './collectExamples';
import { datasetExamples, itemsByLabel } from './datasetExamples';
import type { AcceptedExample } from './example';

export interface FindExamplesOptions extends CollectOptions {
  /** Examples to take at random; all when left out. */
  readonly most?: number;
  readonly seed: string;
}

/** More examples than this teach nothing that these do not, and take long. */
const enough = 200;

/**
 * What a label can be learnt from in a folder: accepted masks, or where there are none, the reference masks of a data set in the
 * SAM-UNet layout.
 *
 * @throws UserError `unreadable`, `damaged`, `cancelled`
 */
export async function findExamples(
  folder: string,
  label: string,
  { most = enough, seed, ...options }: FindExamplesOptions,
): Promise<AcceptedExample[]> {
  const pick = <T>(all: readonly T[]): T[] => shuffled(all, seededRandom(`examples ${seed}`)).slice(0, most);
  const accepted = await collectExamples(folder, label, options);
  if (accepted.length > 0) return pick(accepted);
  const names = await readdir(folder).catch(() => []);
  if (!names.some(isDatasetIndex)) return [];
  const dataset = await readDataset(folder);
  const items = itemsByLabel(dataset).get(label) ?? [];
  return datasetExamples(dataset, pick(items), options);
}
