import * as vscode from 'vscode';
import { localize, localized } from '../l10n/localize';
import { activePage, type CommandContext } from './context';

/** Lists what there is to know about the image in front: gaps in its series, files that were left out. */
export async function showRemarks(context: CommandContext): Promise<void> {
  const remarks = activePage(context).document.remarks;
  if (remarks.length === 0) {
    void vscode.window.showInformationMessage(localize`SAM-UNet: There are no notes on this image.`);
    return;
  }
  await vscode.window.showQuickPick(
    remarks.map((remark) => ({ label: localized(remark), iconPath: new vscode.ThemeIcon('info') })),
    { title: localize`Notes on This Image` },
  );
}
