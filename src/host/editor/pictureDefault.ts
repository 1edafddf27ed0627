import { readdir } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { imageOfSidecar } from '../../core/sidecar/names';
import { opensPictures, openPicturesInWorkspace } from '../config';
import { localize } from '../l10n/localize';
import type { ImageEditors } from './imageEditors';
import { showImage } from './showImage';

/** The preview that VS Code opens pictures in. */
const previewViewType = 'imagePreview.previewEditor';

/** How often pictures were opened here by choice; -1 once the user does not want to be asked again. */
const key = 'picturesOpened';
/** Whether this editor was offered for pictures with masks. */
const maskedKey = 'maskedPicturesOffered';

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

/**
 * Offers this editor when VS Code shows a picture in its own preview, of a folder with masks beside its images; once for a workspace.
 * Tabs that were there before are looked at as well: what makes us start is often the folder that one is opened in.
 */
export function offerForMaskedPictures(editors: ImageEditors, memory: vscode.Memento): vscode.Disposable {
  const ask = async (uri: vscode.Uri): Promise<void> => {
    if (memory.get<number>(key, 0) < 0 || memory.get<boolean>(maskedKey, false) || opensPictures()) return;
    const folder = path.dirname(uri.fsPath);
    if (!(await hasMasks(folder)) || memory.get<boolean>(maskedKey, false)) return;
    await memory.update(maskedKey, true);
    const once = localize`Open with SAM-UNet`;
    const always = localize`Always in This Workspace`;
    const answer = await vscode.window.showInformationMessage(
      localize`Images in “${path.basename(folder)}” have masks, which VS Code’s preview does not show.`,
      once,
      always,
    );
    if (answer === always) await openPicturesInWorkspace();
    if (answer !== undefined) await showImage(editors, uri);
  };
  const look = (tabs: readonly vscode.Tab[]): void => {
    for (const { input, isActive } of tabs) {
      if (!isActive || !(input instanceof vscode.TabInputCustom) || input.viewType !== previewViewType) continue;
      if (input.uri.scheme === 'file') void ask(input.uri).catch(() => undefined);
    }
  };
  look(vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs));
  return vscode.window.tabGroups.onDidChangeTabs(({ opened, changed }) => {
    look([...opened, ...changed]);
  });
}

/** Whether a folder holds a sidecar. */
async function hasMasks(folder: string): Promise<boolean> {
  return (await readdir(folder)).some((name) => imageOfSidecar(name) !== undefined);
}
