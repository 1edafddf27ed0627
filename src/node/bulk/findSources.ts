import { open } from 'node:fs/promises';
import path from 'node:path';
import { tableOf } from '../../core/bulk/sources/csvTable';
import { hasMaskFolders } from '../../core/bulk/sources/masks';
import { imagesWithSidecar } from '../../core/bulk/sources/sidecars';
import type { SourceSpec } from '../../core/bulk/sources/spec';
import { smallest } from '../../core/dataset/smallest';
import { namesSegmentation } from '../../core/formats/dicom/segmentation/segmentation';
import { namesStructureSet } from '../../core/formats/dicom/structures/structures';
import { mayBeDicom } from '../../core/formats/dicom/sniff';
import { isDatasetIndex } from '../../core/layouts/samUnet/schema';
import { parseTable } from '../../core/text/csv';
import { decodeText, encodingOf } from '../../core/base/text';
import { isOwnFile } from '../../core/sidecar/names';
import type { CancellationToken } from '../../core/base/cancellation';
import { listFolder } from '../files/findImages';
import { isFileInCloud } from '../files/inCloud';
import { comparePaths } from '../files/walkFolder';

/** Enough of a file to identify it. */
const sniffedBytes = 4096;
/** Files of a kind that are looked into. */
const mostFiles = 200;
/** The same of DICOM files, of which a series has many. */
const mostDicomFiles = 2000;

/**
 * The sources of prompts that a folder has files for, as far as the beginning of the files shows.
 * @throws UserError `unreadable` when the folder cannot be read, `cancelled`
 */
export async function findSources(folder: string, token?: CancellationToken): Promise<SourceSpec[]> {
  const { images, files } = await listFolder(folder, token);
  const found: SourceSpec[] = [];
  const stems = new Set(images.map((image) => image.replace(/\.[^./]+$/, '')));
  const ending = (end: string): string[] => [...files].filter((file) => file.endsWith(end));
  const isBeside = (file: string): boolean =>
    stems.has(file.replace(/\.[^./]+$/, '')) ||
    stems.has(file.replace(/\.[^./]+$/, '').replace(/(^|\/)labels\//, '$1images/'));
  let hasLabelMe = false;
  const isForeign = (file: string): boolean => !isOwnFile(file) && !isDatasetIndex(path.posix.basename(file));
  for (const file of smallest(ending('.json').filter(isForeign), mostFiles, comparePaths)) {
    const head = await headOf(path.join(folder, file));
    if (/"(annotations|categories)"\s*:|"images"\s*:\s*\[/.test(head)) found.push({ kind: 'coco', file });
    else if (/"shapes"\s*:/.test(head)) hasLabelMe ||= isBeside(file);
    else if (/"version"\s*:\s*1\b/.test(head) && /"images"\s*:\s*\{/.test(head)) found.push({ kind: 'prompts', file });
  }
  for (const file of smallest(ending('.csv'), mostFiles, comparePaths)) {
    const head = await headOf(path.join(folder, file));
    const [titles] = parseTable(head);
    const table = tableOf(titles?.cells ?? []);
    if (table.has('image') && table.missing === undefined) found.push({ kind: 'csv', file });
  }
  if (hasLabelMe) found.push({ kind: 'labelme' });
  if (ending('.txt').some(isBeside)) found.push({ kind: 'yolo' });
  if (hasMaskFolders(files) || (await hasSegmentation(folder, files))) found.push({ kind: 'masks' });
  if (imagesWithSidecar({ images, files }).size > 0) found.push({ kind: 'sidecars' }, { kind: 'propagation' });
  return found;
}

/** Whether there is a DICOM Segmentation or an RT Structure Set, as far as a sample of files shows. */
async function hasSegmentation(folder: string, files: ReadonlySet<string>): Promise<boolean> {
  const candidates = [...files].filter((file) => mayBeDicom(path.posix.basename(file)));
  for (const file of smallest(candidates, mostDicomFiles, comparePaths)) {
    const head = await headOf(path.join(folder, file));
    if (namesSegmentation(head) || namesStructureSet(head)) return true;
  }
  return false;
}

async function headOf(file: string): Promise<string> {
  try {
    if (await isFileInCloud(file)) return '';
    const handle = await open(file);
    try {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(sniffedBytes), 0, sniffedBytes, 0);
      const head = buffer.subarray(0, bytesRead);
      // Names of columns and keys are ASCII in every other encoding, too.
      return decodeText(head, encodingOf(head));
    } finally {
      await handle.close();
    }
  } catch {
    return '';
  }
}
