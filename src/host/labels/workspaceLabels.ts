import * as vscode from 'vscode';
import { errorText } from '../../core/base/error';
import type { LabelSet } from '../../core/labels/labelSet';
import type { Text } from '../../core/text/message';
import { labelFile, readLabels } from '../../node/labels/labelFile';
import { localize, localized } from '../l10n/localize';

/** The labels of each workspace folder, from its label file, read again whenever that changes. */
export class WorkspaceLabels implements vscode.Disposable {
  readonly #known = new Map<string, LabelSet>();
  readonly #reading = new Map<string, Promise<void>>();
  readonly #watchers = new Map<string, vscode.Disposable>();
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #failures = new Map<string, string>();
  readonly #subscriptions: vscode.Disposable;

  /** The labels of some folder have changed. */
  readonly onDidChange = this.#changed.event;

  constructor() {
    this.#subscriptions = vscode.Disposable.from(
      this.#changed,
      vscode.workspace.onDidChangeWorkspaceFolders(() => {
        this.#follow();
      }),
      // Not every file system reports changes.
      vscode.workspace.onDidSaveTextDocument(({ uri }) => {
        for (const folder of this.#watchers.keys()) if (uri.fsPath === labelFile(folder)) this.#read(folder);
      }),
    );
    this.#follow();
  }

  /** Labels for a file; none outside of the workspace, and in a folder whose label file is missing or wrong. */
  of(uri: vscode.Uri): LabelSet {
    const folder = vscode.workspace.getWorkspaceFolder(uri)?.uri.fsPath;
    return (folder === undefined ? undefined : this.#known.get(folder)) ?? [];
  }

  dispose(): void {
    for (const watcher of this.#watchers.values()) watcher.dispose();
    this.#subscriptions.dispose();
  }

  /** Watches and reads exactly the folders of the workspace. */
  #follow(): void {
    const folders = new Set((vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri.fsPath));
    for (const [folder, watcher] of this.#watchers) {
      if (folders.has(folder)) continue;
      watcher.dispose();
      this.#watchers.delete(folder);
      this.#known.delete(folder);
    }
    for (const folder of folders) {
      if (this.#watchers.has(folder)) continue;
      // The folder too: a watcher learns of a new folder late, and may miss the file that is written into it at once.
      const pattern = new vscode.RelativePattern(vscode.Uri.file(folder), '{.sam-unet,.sam-unet/labels.json}');
      const watcher = vscode.workspace.createFileSystemWatcher(pattern);
      const read = (): void => {
        this.#read(folder);
      };
      watcher.onDidCreate(read);
      watcher.onDidChange(read);
      watcher.onDidDelete(read);
      this.#watchers.set(folder, watcher);
      read();
    }
  }

  /** Reads a folder's labels after the reading that is under way. */
  #read(folder: string): void {
    const before = this.#reading.get(folder) ?? Promise.resolve();
    const reading = before.then(async () => {
      let labels: LabelSet = [];
      try {
        labels = await readLabels(folder);
        this.#failures.delete(folder);
      } catch (error) {
        this.#report(folder, errorText(error));
      }
      this.#known.set(folder, labels);
      this.#changed.fire();
    });
    this.#reading.set(folder, reading);
  }

  /** Shows what is wrong with a label file, once, with a way to it. */
  #report(folder: string, text: Text): void {
    const message = localized(text);
    if (this.#failures.get(folder) === message) return;
    this.#failures.set(folder, message);
    void vscode.window.showErrorMessage(message, localize`Open Labels`).then(async (answer) => {
      if (answer !== undefined) await vscode.window.showTextDocument(vscode.Uri.file(labelFile(folder)));
    });
  }
}
