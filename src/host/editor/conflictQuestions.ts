import path from 'node:path';
import * as vscode from 'vscode';
import { localize } from '../l10n/localize';

/**
 * Asks whether the masks of the editor or those on disk count, when a save finds others than were opened. **Compare** shows
 * both; then nothing is saved yet.
 * @param isForeign whether another program has written the mask file
 */
export async function askAboutMasks(
  image: vscode.Uri,
  isForeign: boolean,
): Promise<'overwrite' | 'revert' | undefined> {
  const name = path.basename(image.fsPath);
  const message = isForeign
    ? localize`The mask file of ${name} was written or changed by another program.`
    : localize`The masks of ${name} have changed on disk since they were opened.`;
  const detail = isForeign
    ? localize`Overwrite saves your masks and keeps that file, with “.old” added to its name. Revert discards your unsaved edits.`
    : localize`Overwrite replaces the masks on disk with yours. Revert discards your unsaved edits.`;
  const answers = { compare: localize`Compare`, overwrite: localize`Overwrite`, revert: localize`Revert` };
  const options = { modal: true, detail };
  const answer = await vscode.window.showWarningMessage(message, options, ...Object.values(answers));
  if (answer === answers.overwrite) return 'overwrite';
  if (answer === answers.revert) return 'revert';
  if (answer === answers.compare) void compareWithDisk(isForeign ? 'file' : 'disk');
  return undefined;
}

/** Asks whether masks are to be saved for an image that is another one than was opened. */
export async function askAboutImage(image: vscode.Uri): Promise<boolean> {
  const answer = await vscode.window.showWarningMessage(
    localize`${path.basename(image.fsPath)} was replaced by another image since it was opened.`,
    { modal: true, detail: localize`Your masks were made for the image before.` },
    localize`Save Anyway`,
  );
  return answer !== undefined;
}

/** Compares the masks of the image in front with those on disk: what the sidecar says, or the mask file beside it. */
export async function compareWithDisk(what: 'disk' | 'file'): Promise<void> {
  await vscode.commands.executeCommand('samUnet.compareMasks', what);
}
