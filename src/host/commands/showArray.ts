import path from 'node:path';
import * as vscode from 'vscode';
import { UserError } from '../../core/base/error';
import { t } from '../../core/text/message';
import { openImage } from '../../node/image/openImage';
import { imageOfMasks } from '../../node/masks/imageOfMasks';
import type { ImageDocument } from '../editor/imageDocument';
import { localize } from '../l10n/localize';
import { activePage, type CommandContext } from './context';

/** Asks which array of the NumPy archive in front to show, and shows it with the masks beside the archive, which have to fit it. */
export async function showArray(context: CommandContext): Promise<void> {
  const { document } = activePage(context);
  const { image } = await document.open();
  const { arrays } = image.info;
  if (arrays === undefined) {
    throw new UserError('bad-input', {
      file: image.path,
      problem: t`The file does not contain several arrays that could be the image.`,
      advice: t`Open a NumPy archive (.npz) with several arrays.`,
    });
  }
  const items = arrays.all.map(({ name, shape }) => ({
    label: name,
    description: shape.join(' × '),
    ...(name === arrays.shown ? { detail: localize`Shown now` } : {}),
  }));
  const chosen = await vscode.window.showQuickPick(items, {
    title: localize`Show Another Array of ${path.basename(image.path)}`,
    placeHolder: localize`Select the array to show; it is remembered for the folder`,
    ignoreFocusOut: true,
  });
  if (chosen === undefined || chosen.label === arrays.shown) return;
  if (!(await isSaved(document))) return;
  await checkMasksFit(image.path, chosen.label, context);
  await document.showArray(chosen.label);
}

/** Unsaved edits would be lost: offers to save them. */
async function isSaved(document: ImageDocument): Promise<boolean> {
  if (!document.isDirty) return true;
  const save = localize`Save`;
  const text = localize`The masks of ${path.basename(document.uri.fsPath)} must be saved before another array is shown.`;
  if ((await vscode.window.showWarningMessage(text, { modal: true }, save)) !== save) return false;
  await vscode.commands.executeCommand('workbench.action.files.save');
  return !document.isDirty;
}

/** @throws UserError when the array cannot be read, or there are masks of another size */
async function checkMasksFit(file: string, array: string, { maskStore }: CommandContext): Promise<void> {
  const image = await openImage(file, { array });
  try {
    await maskStore.loadMasks(imageOfMasks(image));
  } finally {
    image.dispose();
  }
}
