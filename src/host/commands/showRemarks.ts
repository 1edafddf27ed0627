import * as vscode from 'vscode';
import { localize, localized } from '../l10n/localize';
import { activePage, type CommandContext } from './context';
import { showArray } from './showArray';

/** Lists what there is to know about the image in front: gaps in its series, files that were left out. */
export async function showRemarks(context: CommandContext): Promise<void> {
  const remarks = activePage(context).document.remarks;
  if (remarks.length === 0) {
    void vscode.window.showInformationMessage(localize`SAM-UNet: There are no notes on this image.`);
    return;
  }
  const items = remarks.map((remark) => ({ label: localized(remark), iconPath: new vscode.ThemeIcon('info') }));
  // Of what notes tell, this alone can be changed.
  const change = { label: localize`Show Another Array…`, iconPath: new vscode.ThemeIcon('list-selection') };
  const hasArrays = activePage(context).document.opened?.image.info.arrays !== undefined;
  const chosen = await vscode.window.showQuickPick(hasArrays ? [...items, change] : items, {
    title: localize`Notes on This Image`,
  });
  if (chosen === change) await showArray(context);
}
