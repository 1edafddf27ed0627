import * as vscode from 'vscode';
import { readWalkthrough } from './config';
import { localize } from './l10n/localize';

/** Remembered across workspaces: whether the walkthrough was opened or offered. */
const key = 'walkthroughSeen';

export async function openWalkthrough(extension: vscode.Extension<unknown>): Promise<void> {
  await vscode.commands.executeCommand('workbench.action.openWalkthrough', `${extension.id}#start`, false);
}

/** Opens or offers the walkthrough when the extension first becomes active in a folder, as the setting says. */
export async function introduce(extension: vscode.Extension<unknown>, memory: vscode.Memento): Promise<void> {
  const mode = readWalkthrough();
  if (mode === 'off' || vscode.workspace.workspaceFolders === undefined || memory.get<boolean>(key, false)) return;
  await memory.update(key, true);
  if (mode === 'open') {
    await openWalkthrough(extension);
    return;
  }
  const start = localize`Open Walkthrough`;
  const answer = await vscode.window.showInformationMessage(
    localize`New to SAM-UNet? The walkthrough takes you from an image to a data set that is checked and exported.`,
    start,
  );
  if (answer === start) await openWalkthrough(extension);
}
