import { UserError } from '../../core/base/error';
import { skip, type SkippedFile } from '../../core/base/skip';
import { withLabelRenamed, withRenameUndone } from '../../core/labels/renameLabel';
import { writeFileAtomically } from '../files/atomicWrite';
import { withinFolder } from '../files/bounds';
import { insideFolder } from '../files/insideFolder';
import { labelFile } from '../labels/labelFile';
import { leadsNowhere } from '../files/isMissing';
import { readTextFile } from '../files/textFile';
import { changeLabels, type ChangeOptions, type ChangeSummary } from './changeLabels';
import type { RenamePlan } from './planRename';
import { removeRename, writeRename, type FoundRename } from './renameFolder';

/**
 * Renames a label in the sidecars and the label file of a folder, as planned. What it changes is written to `.sam-unet/renames`
 * before, so that it can be undone, also after it was interrupted.
 * @param by who renames
 * @throws UserError `unwritable` when the record cannot be written; nothing has changed then
 */
export async function renameEverywhere(
  plan: RenamePlan,
  by: string,
  options: ChangeOptions = {},
): Promise<ChangeSummary> {
  const { folder, from, to, images, labelFile: labels } = plan;
  await writeRename(folder, {
    ...{ format: 'sam-unet-rename', version: 1, from, to, by, at: new Date().toISOString() },
    ...(labels === undefined ? {} : { labelFile: labels }),
    images,
  });
  const summary = await changeLabels(folder, images, (content) => withLabelRenamed(content, { from, to }), options);
  // Last: labels of images follow it.
  const problem = labels === undefined || summary.cancelled ? [] : await replace(folder, labels.before, labels.after);
  return { ...summary, left: [...plan.left, ...summary.left, ...problem] };
}

/**
 * Undoes a rename, whatever else has changed since: objects that had the label and still have its new name get it back. May be
 * cancelled and repeated; the record goes when nothing is left.
 */
export async function undoRename(
  folder: string,
  { id, record }: FoundRename,
  options: ChangeOptions = {},
): Promise<ChangeSummary> {
  const { to, images, labelFile: labels } = record;
  const summary = await changeLabels(folder, images, (content, image) => withRenameUndone(content, to, image), options);
  if (summary.cancelled) return summary;
  const problem = labels === undefined ? [] : await replace(folder, labels.after, labels.before);
  const left = [...summary.left, ...problem];
  if (left.length === 0) await removeRename(folder, id);
  return { ...summary, left };
}

/** Writes the label file if it is still as expected. @returns why it was left alone */
async function replace(folder: string, expected: string, text: string): Promise<readonly SkippedFile[]> {
  const file = '.sam-unet/labels.json';
  try {
    await insideFolder(folder, file);
    const now = await readTextFile(labelFile(folder)).catch((error: unknown) => {
      if (leadsNowhere(error)) return undefined;
      throw error;
    });
    if (now === text) return [];
    if (now !== expected) return [{ file, ...skip('changed-meanwhile') }];
    await withinFolder(folder, () => writeFileAtomically(labelFile(folder), text));
    return [];
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return [{ file, code: error.code, reason: error.message }];
  }
}
