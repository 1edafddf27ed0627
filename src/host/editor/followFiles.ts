import { stat } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { isImageName } from '../../core/formats/registry';
import { isOwnFile } from '../../core/sidecar/names';
import { followFolder } from '../../node/masks/followFolder';
import { copyMasks } from '../../node/masks/moveMasks';
import { followImages, maskMoves, type MovedFile } from '../../node/masks/followImages';
import { masksAt } from '../../node/masks/masksAt';
import { sourceOfCopy } from '../../node/masks/sourceOfCopy';
import { report, type Services } from '../services';

/**
 * Takes masks along when images are renamed, moved, copied or deleted in VS Code. Undoing that takes them back: VS Code tells of
 * it as of another renaming. Deleting masks is VS Code's own question, and one undo with the image.
 */
export function followFiles(services: Pick<Services, 'log'>): vscode.Disposable {
  const follow = async (files: readonly MovedFile[]): Promise<void> => {
    try {
      await followImages(files);
    } catch (error) {
      await report(error, services);
    }
  };
  return vscode.Disposable.from(
    // Before the image moves, so that it is opened at its new place with its masks.
    vscode.workspace.onWillRenameFiles((event) => {
      event.waitUntil(follow(moved(event.files)));
    }),
    // An undo is only told of afterwards.
    vscode.workspace.onDidRenameFiles(({ files }) => {
      void follow(moved(files));
      for (const { oldUri, newUri } of files) {
        if (newUri.scheme !== 'file') continue;
        followFolder(oldUri.fsPath, newUri.fsPath).catch((error: unknown) => report(error, services));
      }
    }),
    vscode.workspace.onWillDeleteFiles((event) => {
      event.waitUntil(deletion(event.files));
    }),
    vscode.workspace.onDidCreateFiles(({ files }) => {
      for (const { fsPath } of files.filter(isImage)) {
        copied(fsPath).catch((error: unknown) => report(error, services));
      }
    }),
  );
}

function moved(files: readonly { readonly oldUri: vscode.Uri; readonly newUri: vscode.Uri }[]): MovedFile[] {
  return files
    .filter(({ oldUri }) => isImage(oldUri))
    .map(({ oldUri, newUri }) => ({ from: oldUri.fsPath, to: newUri.fsPath }));
}

/** Deletes the masks of deleted images; those of a series that stays go to another of its files. */
async function deletion(files: readonly vscode.Uri[]): Promise<vscode.WorkspaceEdit> {
  const edit = new vscode.WorkspaceEdit();
  const deleted = new Set(files.map(({ fsPath }) => fsPath));
  const images = files.filter(isImage).map(({ fsPath }) => ({ from: fsPath }));
  const moves = await maskMoves(images);
  await followImages(images);
  for (const { from } of moves.filter(({ to }) => to === undefined)) {
    for (const file of await masksAt(from)) {
      if (!deleted.has(file)) edit.deleteFile(vscode.Uri.file(file), { ignoreIfNotExists: true });
    }
  }
  return edit;
}

/** VS Code does not say of what a new file is a copy: that is found by its name and its content. */
async function copied(file: string): Promise<void> {
  const { size } = await stat(file);
  const name = path.basename(file);
  const found = await vscode.workspace.findFiles(`**/*.masks.json`);
  const masked = found.map(({ fsPath }) => fsPath.slice(0, -'.masks.json'.length));
  const source = await sourceOfCopy({ file, name, size }, masked);
  if (source !== undefined) await copyMasks(source, file);
}

/** Also folders, and DICOM files without an ending, are none of ours or have no masks, which is seen later. */
function isImage({ scheme, fsPath }: vscode.Uri): boolean {
  const name = path.basename(fsPath);
  return scheme === 'file' && !isOwnFile(name) && (isImageName(name) || path.extname(name) === '');
}
