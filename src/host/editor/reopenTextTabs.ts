import * as vscode from 'vscode';
import { viewTypeFor } from './imageEditors';

/** Files that our editor opens by default, as `contributes.customEditors` lists them. */
const ours = /\.(dcm|dicom|ima|nii|nii\.gz)$/i;

/**
 * Shows images in our editor that VS Code opened as text because the window was quicker than the extension: such a tab stays
 * text however often its file is opened.
 */
export async function reopenTextTabs(): Promise<void> {
  const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
  for (const tab of tabs) {
    if (!(tab.input instanceof vscode.TabInputText) || !ours.test(tab.input.uri.path)) continue;
    const { uri } = tab.input;
    const { viewColumn } = tab.group;
    await vscode.window.tabGroups.close(tab);
    await vscode.commands.executeCommand('vscode.openWith', uri, viewTypeFor(uri.path), viewColumn);
  }
}
