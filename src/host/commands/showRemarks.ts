import * as vscode from 'vscode';
import { activePage, type CommandContext } from './context';

/** Lists what there is to know about the image in front: gaps in its series, files that were left out. */
export async function showRemarks(context: CommandContext): Promise<void> {
  const remarks = activePage(context).document.remarks;
  if (remarks.length === 0) {
    void vscode.window.showInformationMessage('SAM-UNet: there is nothing to note about this image.');
    return;
  }
  await vscode.window.showQuickPick(
    remarks.map((label) => ({ label, iconPath: new vscode.ThemeIcon('info') })),
    { title: 'Notes on this image' },
  );
}
