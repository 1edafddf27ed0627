import path from 'node:path';
import * as vscode from 'vscode';
import { renameOf, withLabelRenamed, withRenameUndone, type LabelNames } from '../../core/labels/renameLabel';
import { isSamePath } from '../../node/files/fileKey';
import { isInside } from '../../node/files/isInside';
import type { UnsavedImage } from '../../node/rename/planRename';
import type { FoundRename } from '../../node/rename/renameFolder';
import type { CommandContext } from './context';

/** Images of a folder that are open with unsaved edits. A rename becomes one more of their edits; their files stay until they are saved. */
export function unsavedIn(folder: string, { editors }: CommandContext): readonly UnsavedImage[] {
  return editors.documents
    .filter(({ isDirty, uri }) => isDirty && isInside(folder, uri.fsPath))
    .map(({ uri, state }) => ({ file: uri.fsPath, masks: state }));
}

/** Renames in images with unsaved edits, and the label of objects to come in all that are open. @returns the files of the former */
export function renameInEditors({ editors }: CommandContext, names: LabelNames): readonly string[] {
  editors.usedLabels.rename(names);
  const renamed: string[] = [];
  for (const document of editors.documents) {
    if (vscode.workspace.getWorkspaceFolder(document.uri) === undefined) continue;
    const isChanged = document.isDirty && renameOf(document.state, names) !== undefined;
    document.labelling.rename(names, isChanged ? withLabelRenamed(document.state, names) : undefined);
    if (isChanged) renamed.push(document.uri.fsPath);
  }
  return renamed;
}

/** Undoes a rename in images with unsaved edits. @returns their files */
export function undoInEditors(
  { editors }: CommandContext,
  { folder, rename: { record } }: { readonly folder: string; readonly rename: FoundRename },
): readonly string[] {
  editors.usedLabels.rename({ from: record.to, to: record.from });
  const undone: string[] = [];
  for (const document of editors.documents.filter(({ isDirty }) => isDirty)) {
    const item = record.images.find(({ image }) => isSamePath(path.join(folder, image), document.uri.fsPath));
    const change = item && withRenameUndone(document.state, record.to, item);
    if (change === undefined) continue;
    document.labelling.rename({ from: record.to, to: record.from }, change);
    undone.push(document.uri.fsPath);
  }
  return undone;
}
