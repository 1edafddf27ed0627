import * as vscode from 'vscode';
import type { ImageEditors } from './editor/imageEditors';
import { localize, localized } from './l10n/localize';

/** Says in the status bar that there is something to know about the image in front; a click shows what. */
export function createRemarksItem(editors: ImageEditors): vscode.Disposable {
  const item = vscode.window.createStatusBarItem('samUnet.remarks', vscode.StatusBarAlignment.Left, 8);
  item.name = localize`SAM-UNet Image Notes`;
  item.command = 'samUnet.showRemarks';
  const show = (): void => {
    const remarks = editors.active?.document.remarks ?? [];
    const text = remarks.length === 1 ? localize`Note on this image` : localize`${remarks.length} notes on this image`;
    item.text = `$(info) ${text}`;
    item.tooltip = remarks.map(localized).join('\n');
    if (remarks.length > 0) item.show();
    else item.hide();
  };
  show();
  return vscode.Disposable.from(item, editors.onDidChangeActive(show));
}
