import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../../core/base/error';
import { isDatasetIndex, parseDatasetIndex, type DatasetItem } from '../../core/layouts/samUnet/schema';
import { t } from '../../core/text/message';
import { reasonOf } from '../files/reasonOf';
import { readTextFile } from '../files/textFile';

export interface Dataset {
  /** Name of its folder. */
  readonly name: string;
  /** Absolute path. */
  readonly folder: string;
  readonly items: readonly DatasetItem[];
}

/**
 * Reads data sets that are measured together. Sets are named after their folders, or by their whole path where two folders
 * have one name.
 *
 * @param onError called with folders that are not data sets, which are left out
 */
export async function readDatasets(
  folders: readonly string[],
  onError: (error: UserError) => void,
): Promise<Dataset[]> {
  const datasets: Dataset[] = [];
  for (const folder of new Set(folders.map((target) => path.resolve(target)))) {
    try {
      datasets.push(await readDataset(folder));
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      onError(error);
    }
  }
  const names = datasets.map(({ name }) => name);
  return datasets.map((dataset) =>
    names.filter((name) => name === dataset.name).length > 1 ? { ...dataset, name: dataset.folder } : dataset,
  );
}

/**
 * Reads the index of a data set folder; several indices (such as training and test) are taken together.
 * @throws UserError `not-found` when the folder has no index, `unreadable`, `damaged`
 */
export async function readDataset(target: string): Promise<Dataset> {
  const folder = path.resolve(target);
  const names = (await readable(folder, () => readdir(folder))).filter(isDatasetIndex).sort();
  if (names.length === 0) {
    throw new UserError('not-found', {
      file: folder,
      problem: t`The folder contains neither an image2label_*.json nor a label2image_*.json.`,
      advice: t`Name data sets in the SAM-UNet layout; see docs/cli.md.`,
    });
  }
  const items: DatasetItem[] = [];
  for (const name of names) {
    const file = path.join(folder, name);
    items.push(...parseDatasetIndex(await readable(file, () => readTextFile(file)), name));
  }
  return { name: path.basename(folder), folder, items };
}

async function readable<T>(file: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (cause) {
    throw new UserError('unreadable', {
      file,
      problem: t`The index cannot be read: ${reasonOf(cause)}.`,
      advice: t`Check the path and its permissions.`,
      cause,
    });
  }
}
