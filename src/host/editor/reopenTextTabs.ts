import * as vscode from 'vscode';
import { isImageName } from '../../core/formats/registry';
import { viewTypeFor } from './viewTypes';

/**
 * Shows images in our editor that VS Code opened as text because the window was quicker than the extension: such a tab stays
 * text however often its file is opened.
 */
export async function reopenTextTabs(): Promise<void> {
  const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
  for (const tab of tabs) {
    if (!(tab.input instanceof vscode.TabInputText) || !opensHere(tab.input.uri)) continue;
    const { uri } = tab.input;
    const { viewColumn } = tab.group;
    await vscode.window.tabGroups.close(tab);
    await vscode.commands.executeCommand('vscode.openWith', uri, viewTypeFor(uri.path), viewColumn);
  }
}

/** Whether our editor is the default one of a file. */
function opensHere({ path }: vscode.Uri): boolean {
  return isImageName(path) && viewTypeFor(path) === 'samUnet.image';
}
