import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../../core/base/error';
import { formatRenameRecord, parseRenameRecord, type RenameRecord } from '../../core/labels/renameRecord';
import { t } from '../../core/text/message';
import { makeFolder, removeFile, writeFileAtomically } from '../files/atomicWrite';
import { withinFolder } from '../files/bounds';
import { insideFolder } from '../files/insideFolder';
import { leadsNowhere } from '../files/isMissing';
import { sweepTemporaries } from '../files/temporaries';
import { readTextFile } from '../files/textFile';

const ending = '.json';

/** A rename that can be undone. */
export interface FoundRename {
  readonly id: string;
  readonly record: RenameRecord;
}

/** Where the records of renames are in a folder: the editor and the command line both find them. */
function renamesFolder(folder: string): string {
  return path.join(path.resolve(folder), '.sam-unet', 'renames');
}

/** Writes what a rename is about to change. @returns its id. @throws UserError `unwritable`; `bad-input` where a link leads out of the folder */
export async function writeRename(folder: string, record: RenameRecord): Promise<string> {
  const id = record.at.replaceAll(/[^0-9]/g, '');
  await insideFolder(folder, `.sam-unet/renames/${id}${ending}`);
  await withinFolder(folder, async () => {
    await makeFolder(renamesFolder(folder));
    await sweepTemporaries(renamesFolder(folder));
    await writeFileAtomically(path.join(renamesFolder(folder), id + ending), formatRenameRecord(record));
  });
  return id;
}

/**
 * The renames of a folder that can be undone, the latest first.
 * @param onError called with a record that cannot be read
 */
export async function findRenames(
  folder: string,
  onError: (error: UserError) => void,
): Promise<readonly FoundRename[]> {
  const found: FoundRename[] = [];
  for (const name of await namesIn(renamesFolder(folder))) {
    const file = await insideFolder(folder, `.sam-unet/renames/${name}`);
    try {
      const wrong = (reason: Parameters<Parameters<typeof parseRenameRecord>[1]>[0], cause?: unknown): UserError =>
        new UserError('damaged', {
          file,
          problem: t`The record of the rename cannot be read: ${reason}.`,
          advice: t`Delete it, or restore it from version control.`,
          cause,
        });
      found.push({ id: name.slice(0, -ending.length), record: parseRenameRecord(await readTextFile(file), wrong) });
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      onError(error);
    }
  }
  return found.sort((a, b) => b.record.at.localeCompare(a.record.at));
}

/** Removes the record of a rename that was undone. */
export async function removeRename(folder: string, id: string): Promise<void> {
  await withinFolder(folder, () => removeFile(path.join(renamesFolder(folder), id + ending)));
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return (await readdir(folder)).filter((name) => /^\d+\.json$/.test(name));
  } catch (error) {
    if (leadsNowhere(error)) return [];
    throw error;
  }
}
