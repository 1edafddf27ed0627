import path from 'node:path';
import * as vscode from 'vscode';

/** Milliseconds in which changes are put together. */
const delay = 250;

/** Folders in which nothing is looked for, by their place in a path within the workspace folder. */
const ignored = /(^|[/\\])(\.|node_modules[/\\])/;

/**
 * Tells of files that come, go or change in the workspace, many at a time. One watcher for each workspace folder, which VS Code
 * serves from the one that it has anyway.
 * @param listener gets absolute paths
 */
export function watchFiles(listener: (files: readonly string[]) => void): vscode.Disposable {
  const changed = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  const add = (folder: string, { fsPath }: vscode.Uri): void => {
    if (ignored.test(path.relative(folder, fsPath))) return;
    changed.add(fsPath);
    timer ??= setTimeout(() => {
      timer = undefined;
      const files = [...changed];
      changed.clear();
      listener(files);
    }, delay);
  };
  const watchers = (vscode.workspace.workspaceFolders ?? []).map((folder) => {
    const watcher = vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(folder, '**/*'));
    const addFile = (file: vscode.Uri): void => {
      add(folder.uri.fsPath, file);
    };
    return vscode.Disposable.from(
      watcher,
      watcher.onDidCreate(addFile),
      watcher.onDidChange(addFile),
      watcher.onDidDelete(addFile),
    );
  });
  return vscode.Disposable.from(...watchers, {
    dispose: () => {
      clearTimeout(timer);
    },
  });
}
