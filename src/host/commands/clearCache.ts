import * as vscode from 'vscode';
import { megabyte } from '../../node/cache/cacheBudgets';
import { clearEmbeddings } from '../../node/cache/embeddingStore';
import { clearPictures } from '../../node/decode/pictureStore';
import { localize } from '../l10n/localize';

/** Deletes the embeddings on disk, and pictures that were decoded as a whole. What is in memory stays. */
export async function clearCache(): Promise<void> {
  const { files, bytes } = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Window, title: localize`SAM-UNet: Clearing the embedding cache` },
    async () => {
      await clearPictures();
      return clearEmbeddings();
    },
  );
  const size = (bytes / megabyte).toFixed(1);
  const text =
    files === 0
      ? localize`SAM-UNet: The embedding cache is already empty.`
      : localize`SAM-UNet: Embeddings deleted: ${files} (${size} MB).`;
  // Not awaited: the command is done.
  void vscode.window.showInformationMessage(text);
}
