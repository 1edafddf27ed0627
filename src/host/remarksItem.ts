import * as vscode from 'vscode';
import type { ImageEditors } from './editor/imageEditors';

/** Says in the status bar that there is something to know about the image in front; a click shows what. */
export function createRemarksItem(editors: ImageEditors): vscode.Disposable {
  const item = vscode.window.createStatusBarItem('samUnet.remarks', vscode.StatusBarAlignment.Left, 8);
  item.name = 'SAM-UNet Notes on Image';
  item.command = 'samUnet.showRemarks';
  const show = (): void => {
    const remarks = editors.active?.document.remarks ?? [];
    item.text = `$(info) ${remarks.length === 1 ? 'Note' : `${remarks.length} notes`} on this image`;
    item.tooltip = remarks.join('\n');
    if (remarks.length > 0) item.show();
    else item.hide();
  };
  show();
  return vscode.Disposable.from(item, editors.onDidChangeActive(show));
}
