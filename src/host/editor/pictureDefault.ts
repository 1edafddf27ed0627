import path from 'node:path';
import * as vscode from 'vscode';
import { sidecarPath } from '../../node/masks/masksBeside';
import { exists } from '../../node/files/exists';
import { opensPictures, openPicturesInWorkspace } from '../config';
import { localize } from '../l10n/localize';
import type { ImageEditors } from './imageEditors';
import { showImage } from './showImage';

/** The preview that VS Code opens pictures in. */
const previewViewType = 'imagePreview.previewEditor';

/** How often pictures were opened here by choice; -1 once the user does not want to be asked again. */
const key = 'picturesOpened';

/** Offers, the second time that a picture is opened by choice, to open all of the workspace in this editor. */
export async function offerPictureDefault(memory: vscode.Memento): Promise<void> {
  const opened = memory.get<number>(key, 0);
  if (opened < 0 || opensPictures() || vscode.workspace.workspaceFolders === undefined) return;
  await memory.update(key, opened + 1);
  if (opened + 1 !== 2) return;
  const always = localize`Always in This Workspace`;
  const never = localize`Don’t Ask Again`;
  const answer = await vscode.window.showInformationMessage(
    localize`Open PNG, JPEG, BMP and WebP files with SAM-UNet by default?`,
    always,
    never,
  );
  if (answer === always) await openPicturesInWorkspace();
  else if (answer === never) await memory.update(key, -1);
}

/** Offers this editor when VS Code shows a picture that has masks in its own preview, once for a workspace. */
export function offerForMaskedPictures(editors: ImageEditors, memory: vscode.Memento): vscode.Disposable {
  const ask = async (uri: vscode.Uri): Promise<void> => {
    if (memory.get<number>(key, 0) < 0 || opensPictures() || !(await exists(sidecarPath(uri.fsPath)))) return;
    await memory.update(key, -1);
    const once = localize`Open with SAM-UNet`;
    const always = localize`Always in This Workspace`;
    const answer = await vscode.window.showInformationMessage(
      localize`“${path.basename(uri.fsPath)}” has masks, which VS Code’s preview does not show.`,
      once,
      always,
    );
    if (answer === always) await openPicturesInWorkspace();
    if (answer !== undefined) await showImage(editors, uri);
  };
  return vscode.window.tabGroups.onDidChangeTabs(({ opened }) => {
    for (const { input } of opened) {
      if (!(input instanceof vscode.TabInputCustom) || input.viewType !== previewViewType) continue;
      if (input.uri.scheme === 'file') void ask(input.uri).catch(() => undefined);
    }
  });
}
