import * as vscode from 'vscode';
import { labelsNamed, offeredNames } from '../../core/labels/labelNamed';
import { createLabelFile, labelFile } from '../../node/labels/labelFile';
import { localize } from '../l10n/localize';
import { chooseFolder, type CommandContext } from './context';

/** Opens the label file of a workspace folder; begins one with the labels of the image in front where there is none. */
export async function editLabels({ editors }: CommandContext): Promise<void> {
  const folder = await chooseFolder(localize`Select the folder whose labels to edit`);
  if (folder === undefined) return;
  const document = editors.active?.document;
  const isHere = document !== undefined && vscode.workspace.getWorkspaceFolder(document.uri) === folder;
  const own = isHere ? document.state.labels : [];
  await createLabelFile(folder.uri.fsPath, own.length > 0 ? own : labelsNamed(offeredNames([], []), []));
  await vscode.window.showTextDocument(vscode.Uri.file(labelFile(folder.uri.fsPath)));
}
