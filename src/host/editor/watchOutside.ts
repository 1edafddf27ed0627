import path from 'node:path';
import * as vscode from 'vscode';
import { messageOf } from '../../core/base/error';
import { localize } from '../l10n/localize';
import type { Services } from '../services';
import { compareWithDisk } from './conflictQuestions';
import type { ImageDocument } from './imageDocument';
import type { OutsideChange } from './saving';
import { showImage, type Pages } from './showImage';

/** Milliseconds in which changes are put together: programs write an image's files one after the other. */
const delay = 300;

/**
 * Follows what others do with an open image and its masks: another program, another window, version control. A document
 * without unsaved edits shows what is on disk; otherwise the user is asked.
 */
export function watchOutside(
  document: ImageDocument,
  pages: Pages,
  services: Pick<Services, 'log'>,
): vscode.Disposable {
  const name = path.basename(document.uri.fsPath);
  let timer: NodeJS.Timeout | undefined;
  let told: OutsideChange = 'none';
  let isEnded = false;
  const check = async (): Promise<void> => {
    try {
      const change = await document.saving.check();
      const isNews = change !== told;
      told = change;
      if (isNews && !isEnded) await tell(change, document, pages);
    } catch (error) {
      // Masks that are just being written: the end of that comes as another change. Permanent problems are reported on saving.
      services.log.warn(`Not reloaded: ${messageOf(error)}`);
    }
  };
  const checkSoon = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => void check(), delay);
  };
  // A series keeps its masks beside the file that stands for it, whose document this is.
  const folder = vscode.Uri.file(path.dirname(document.uri.fsPath));
  const watchers = ['*', 'masks/*'].map((pattern) => {
    const watcher = vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(folder, pattern));
    const follow = ({ fsPath }: vscode.Uri): void => {
      if (pattern !== '*' || path.basename(fsPath).startsWith(name)) checkSoon();
    };
    watcher.onDidCreate(follow);
    watcher.onDidChange(follow);
    watcher.onDidDelete(follow);
    return watcher;
  });
  return vscode.Disposable.from(
    ...watchers,
    // Not every file system reports changes.
    vscode.window.onDidChangeWindowState(({ focused }) => {
      if (focused) checkSoon();
    }),
    {
      dispose: () => {
        isEnded = true;
        clearTimeout(timer);
      },
    },
  );
}

async function tell(change: OutsideChange, document: ImageDocument, pages: Pages): Promise<void> {
  const name = path.basename(document.uri.fsPath);
  if (change === 'missing') {
    void vscode.window.showWarningMessage(
      localize`${name} was deleted or moved. Its masks cannot be saved until it is restored.`,
    );
  } else if (change === 'replaced') {
    const text = localize`${name} was replaced by another image, and you have unsaved edits. Revert shows the new image.`;
    if ((await vscode.window.showWarningMessage(text, localize`Revert`)) !== undefined) await revert(document, pages);
  } else if (change === 'changed') {
    await offerToSettle(document, pages);
  }
}

async function offerToSettle(document: ImageDocument, pages: Pages): Promise<void> {
  const name = path.basename(document.uri.fsPath);
  const answers = { compare: localize`Compare`, overwrite: localize`Overwrite`, revert: localize`Revert` };
  const answer = await vscode.window.showWarningMessage(
    localize`The masks of ${name} have changed on disk, and you have unsaved edits.`,
    ...Object.values(answers),
  );
  if (answer === answers.revert) await revert(document, pages);
  if (answer === answers.overwrite) {
    await document.saving.overwrite();
    // Nothing is unsaved any more, and VS Code has to know.
    await vscode.workspace.save(document.uri);
  }
  if (answer !== answers.compare) return;
  await showImage(pages, document.uri);
  await compareWithDisk('disk');
  await offerToSettle(document, pages);
}

/** Through VS Code, so that it takes the dot from the tab, too. */
async function revert(document: ImageDocument, pages: Pages): Promise<void> {
  await showImage(pages, document.uri);
  await vscode.commands.executeCommand('workbench.action.files.revert');
}
