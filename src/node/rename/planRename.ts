import path from 'node:path';
import { neverCancelled, throwIfCancelled, type CancellationToken } from '../../core/base/cancellation';
import { UserError, userErrorOf } from '../../core/base/error';
import { skip, type SkippedFile } from '../../core/base/skip';
import { renameOf, type LabelNames } from '../../core/labels/renameLabel';
import { renameInLabelFile } from '../../core/labels/labelSet';
import type { RenameRecord } from '../../core/labels/renameRecord';
import { imageOfSidecar } from '../../core/sidecar/names';
import { parseSidecar } from '../../core/sidecar/sidecar';
import { t } from '../../core/text/message';
import { leadsNowhere } from '../files/isMissing';
import { readTextFile } from '../files/textFile';
import { fileKey } from '../files/fileKey';
import { slashPath } from '../files/slashPath';
import { comparePaths, walkFolder } from '../files/walkFolder';
import { labelFile } from '../labels/labelFile';

/** What renaming a label through a folder would change. */
export interface RenamePlan extends LabelNames {
  readonly folder: string;
  /** Sorted by path. */
  readonly images: RenameRecord['images'];
  readonly labelFile: RenameRecord['labelFile'];
  /** Sidecars that cannot be read, and so are left alone. */
  readonly left: readonly SkippedFile[];
}

/**
 * Finds what renaming a label through a folder would change, and changes nothing.
 * @param onProgress called with the number of sidecars that were read
 * @throws UserError `unreadable` when the folder cannot be read, `bad-input` for an empty name, `cancelled`
 */
export async function planRename(
  folder: string,
  { from, to: stated }: LabelNames,
  { token = neverCancelled, onProgress }: { token?: CancellationToken; onProgress?: (read: number) => void } = {},
): Promise<RenamePlan> {
  const to = stated.trim();
  if (to === '' || to === from) {
    throw new UserError('bad-input', {
      problem: to === '' ? t`The new name is empty.` : t`The label is called “${from}” already.`,
    });
  }
  const images: RenamePlan['images'][number][] = [];
  const left: SkippedFile[] = [];
  let read = 0;
  for await (const { path: file } of walkFolder(folder)) {
    throwIfCancelled(token);
    const image = imageOfSidecar(file);
    if (image === undefined) continue;
    const sidecar = path.join(folder, file);
    try {
      const found = renameOf(parseSidecar(await readTextFile(sidecar), sidecar), { from, to });
      if (found !== undefined) images.push({ image, ...found, ids: [...found.ids] });
    } catch (error) {
      const { code, message } = userErrorOf(error, sidecar);
      left.push({ file, ...(code === 'too-new' ? skip('newer-masks') : { code, reason: message }) });
    }
    onProgress?.(++read);
  }
  return {
    ...{ folder, from, to },
    images: images.sort((a, b) => comparePaths(a.image, b.image)),
    labelFile: await labelFileOf(folder, { from, to }),
    left,
  };
}

/** An image of the folder that is open with unsaved edits. */
export interface UnsavedImage {
  readonly file: string;
  readonly masks: Parameters<typeof renameOf>[0];
}

/**
 * A plan with the labels of images as they are in their editors, where edits are not saved. An image stays in the plan while its
 * sidecar has the label.
 */
export function withUnsaved(plan: RenamePlan, unsaved: readonly UnsavedImage[]): RenamePlan {
  const images = new Map(plan.images.map((each) => [fileKey(path.join(plan.folder, each.image)), each]));
  for (const { file, masks } of unsaved) {
    const found = renameOf(masks, plan);
    const image = images.get(fileKey(file))?.image ?? slashPath(plan.folder, file);
    if (found !== undefined) images.set(fileKey(file), { image, ...found, ids: [...found.ids] });
  }
  return { ...plan, images: [...images.values()].sort((a, b) => comparePaths(a.image, b.image)) };
}

async function labelFileOf(folder: string, names: LabelNames): Promise<RenamePlan['labelFile']> {
  const file = labelFile(folder);
  try {
    const before = await readTextFile(file);
    const after = renameInLabelFile(before, file, names);
    return after === undefined ? undefined : { before, after };
  } catch (error) {
    if (leadsNowhere(error)) return undefined;
    throw userErrorOf(error, file);
  }
}
