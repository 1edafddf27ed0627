import * as vscode from 'vscode';
import { megabyte } from '../../node/cache/cacheBudgets';
import { clearEmbeddings } from '../../node/cache/embeddingStore';
import { localize } from '../l10n/localize';

/** Deletes the embeddings on disk. Those in memory stay. */
export async function clearCache(): Promise<void> {
  const { files, bytes } = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Window, title: localize`SAM-UNet: Clearing the embedding cache` },
    () => clearEmbeddings(),
  );
  const size = (bytes / megabyte).toFixed(1);
  const text =
    files === 0
      ? localize`SAM-UNet: The embedding cache is already empty.`
      : localize`SAM-UNet: Embeddings deleted: ${files} (${size} MB).`;
  // Not awaited: the command is done.
  void vscode.window.showInformationMessage(text);
}
