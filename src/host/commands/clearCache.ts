import * as vscode from 'vscode';
import { megabyte } from '../../node/cache/cacheBudgets';
import { clearEmbeddings } from '../../node/cache/embeddingStore';

/** Deletes what is kept on disk of what the model has seen. What it has in memory stays. */
export async function clearCache(): Promise<void> {
  const { files, bytes } = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Window, title: 'SAM-UNet: clearing the cache' },
    () => clearEmbeddings(),
  );
  const text = files === 0 ? 'the cache was empty' : `deleted ${files} embeddings, ${(bytes / megabyte).toFixed(1)} MB`;
  // Nobody waits for the message: the command is done.
  void vscode.window.showInformationMessage(`SAM-UNet: ${text}.`);
}
