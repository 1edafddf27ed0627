import path from 'node:path';
import * as vscode from 'vscode';
import { addAttributes, missingAttributes } from '../../node/masks/gitAttributes';
import { foldsFiles, foldFilesInWorkspace } from '../config';
import { localize } from '../l10n/localize';
import { pickSome } from '../pickSome';

interface Offer extends vscode.QuickPickItem {
  readonly accept: () => Promise<void>;
}

/** What can be done for a folder that now has masks beside its images; none where all is done, or the folder is not trusted. */
export async function offersFor(folder: string): Promise<readonly Offer[]> {
  if (!vscode.workspace.isTrusted) return [];
  const lines = await missingAttributes(folder).catch(() => []);
  return [
    ...(foldsFiles()
      ? []
      : [
          {
            label: `$(list-tree) ${localize`Fold Masks under Their Images`}`,
            detail: localize`In the Explorer of this workspace, by the setting explorer.fileNesting.enabled.`,
            picked: true,
            accept: foldFilesInWorkspace,
          },
        ]),
    ...(lines.length === 0
      ? []
      : [
          {
            label: `$(git-commit) ${localize`Add Masks to .gitattributes`}`,
            detail: localize`Git then keeps mask files as binary, and the line ends of sidecars: ${lines.join(', ')}`,
            picked: true,
            accept: async () => {
              const file = await addAttributes(folder);
              await vscode.window.showTextDocument(vscode.Uri.file(file), { preview: true });
            },
          },
        ]),
  ];
}

/** Asks which of the offers to accept, and does so. */
export async function tidyUp(folder: string, offers: readonly Offer[]): Promise<void> {
  const chosen = await pickSome(offers, { title: localize`Tidy Up ${path.basename(folder)}` });
  for (const { accept } of chosen ?? []) await accept();
}
