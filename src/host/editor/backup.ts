import * as vscode from 'vscode';
import { UserError } from '../../core/base/error';
import type { Edit } from '../../core/document/edit';
import { t } from '../../core/text/message';
import { isMissing } from '../../node/files/isMissing';

/** What hot exit keeps of an image: the edits that are not on disk. */
interface Backup {
  readonly format: 'sam-unet-backup';
  readonly edits: readonly Edit[];
}

export async function writeBackup(destination: vscode.Uri, edits: readonly Edit[]): Promise<void> {
  const backup: Backup = { format: 'sam-unet-backup', edits };
  await vscode.workspace.fs.writeFile(destination, new TextEncoder().encode(JSON.stringify(backup)));
}

/** Removes a backup; one that is gone or in use stays as it is. */
export function removeBackup(destination: vscode.Uri): void {
  void vscode.workspace.fs.delete(destination).then(undefined, () => undefined);
}

/**
 * The edits of a backup. VS Code may name one that was never written, or is deleted already, when its window ends at that
 * moment: there are no edits in it then.
 *
 * @throws UserError `damaged` when the backup is not one of ours
 */
export async function readBackup(source: vscode.Uri): Promise<readonly Edit[]> {
  const bytes = await readIfThere(source);
  if (bytes === undefined) return [];
  try {
    const text = new TextDecoder().decode(bytes);
    const backup = JSON.parse(text) as { format?: unknown; edits?: unknown };
    if (backup.format === 'sam-unet-backup' && Array.isArray(backup.edits)) return backup.edits as Edit[];
  } catch {
    // Told below: both are the same to the reader.
  }
  throw new UserError('damaged', {
    file: source.fsPath,
    problem: t`The unsaved edits kept by VS Code cannot be read.`,
    advice: t`Close the image without saving and open it again to see the masks on disk.`,
  });
}

async function readIfThere(source: vscode.Uri): Promise<Uint8Array | undefined> {
  try {
    return await vscode.workspace.fs.readFile(source);
  } catch (error) {
    const isGone = error instanceof vscode.FileSystemError && error.code === 'FileNotFound';
    if (isGone || isMissing(error)) return undefined;
    throw error;
  }
}
