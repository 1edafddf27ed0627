import * as vscode from 'vscode';
import type { LabelNames } from '../../core/labels/renameLabel';

const key = 'usedLabels';
/** As many as number keys set. */
const most = 9;

type Stored = Readonly<Record<string, readonly string[]>>;

/**
 * The names that were given to objects last in each workspace folder, the last first. They are offered in images that have no labels
 * yet, so that a label need not be typed for each of them.
 */
export class UsedLabels {
  readonly #memory: vscode.Memento;

  constructor(memory: vscode.Memento) {
    this.#memory = memory;
  }

  /** None outside of the workspace. */
  of(uri: vscode.Uri): readonly string[] {
    const folder = folderOf(uri);
    return folder === undefined ? [] : (this.#stored[folder] ?? []);
  }

  use(uri: vscode.Uri, name: string): void {
    const folder = folderOf(uri);
    if (folder === undefined) return;
    const names = new Set([name, ...this.of(uri)]);
    void this.#memory.update(key, { ...this.#stored, [folder]: [...names].slice(0, most) });
  }

  rename({ from, to }: LabelNames): void {
    const renamed = Object.entries(this.#stored).map(([folder, names]) => [
      folder,
      [...new Set(names.map((name) => (name === from ? to : name)))],
    ]);
    void this.#memory.update(key, Object.fromEntries(renamed));
  }

  get #stored(): Stored {
    return this.#memory.get<Stored>(key, {});
  }
}

function folderOf(uri: vscode.Uri): string | undefined {
  return vscode.workspace.getWorkspaceFolder(uri)?.uri.toString();
}
