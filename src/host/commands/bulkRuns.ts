import path from 'node:path';
import * as vscode from 'vscode';
import { UserError } from '../../core/base/error';
import { counted } from '../../core/bulk/bulkSummary';
import { undoRun, type UndoSummary } from '../../node/bulk/undoRun';
import { maskThread } from '../../node/masks/maskThread';
import { findRuns } from '../bulk/findRuns';
import type { CommandContext } from './context';
import { describeRun } from './generateMasks';

export function pauseBulkRun({ bulk }: CommandContext): void {
  bulk.pause();
}

export function resumeBulkRun({ bulk }: CommandContext): void {
  bulk.resume();
}

export function cancelBulkRun({ bulk }: CommandContext): void {
  bulk.cancel();
}

/** Tells how the run gets on, and what can be done with it. */
export async function showBulkRun(context: CommandContext): Promise<void> {
  const { progress } = context.bulk;
  if (progress === undefined) {
    throw new UserError('not-found', {
      problem: 'No bulk run is under way.',
      advice: 'Begin one with “SAM-UNet: Generate Masks for Workspace…”.',
    });
  }
  const items = [
    progress.isPaused
      ? { label: '$(debug-continue) Go On', act: resumeBulkRun }
      : { label: '$(debug-pause) Pause', act: pauseBulkRun },
    {
      label: '$(close) Cancel',
      detail: 'Masks that were made stay. The run can be gone on with later.',
      act: cancelBulkRun,
    },
  ];
  const { written, skipped, failed } = progress;
  const chosen = await vscode.window.showQuickPick(items, {
    title: `Masks ${progress.text}`,
    placeHolder: `${written} written, ${skipped} skipped, ${failed} failed`,
  });
  chosen?.act(context);
}

/** Takes back what a run has written and nobody has changed since. */
export async function undoBulkRun({ bulk, editors, log }: CommandContext): Promise<void> {
  bulk.checkIdle();
  const items = (await findRuns())
    .filter(({ run: { state, written } }) => state !== 'undone' && written.size > 0)
    .map(({ folder, run }) => ({
      label: path.basename(folder),
      description: run.head.id,
      detail: describeRun(run),
      folder,
      run,
    }));
  if (items.length === 0) throw new UserError('not-found', { problem: 'There is no run that could be taken back.' });
  const chosen = await vscode.window.showQuickPick(items, {
    title: 'Undo Bulk Run',
    placeHolder: 'Masks that somebody has worked on stay.',
    ignoreFocusOut: true,
  });
  if (chosen === undefined) return;
  const summary = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title: 'SAM-UNet: taking masks back', cancellable: true },
    (progress, token) =>
      undoRun(chosen.folder, chosen.run, {
        store: maskThread,
        token,
        isEdited: bulk.isEdited,
        onProgress: (done, total) => {
          progress.report({ message: `${done} of ${total}`, increment: 100 / total });
        },
      }),
  );
  await editors.reloadClean();
  for (const { file, reason } of summary.left) log.info(`Left ${file}: ${reason}`);
  void tell(summary, log);
}

async function tell({ removed, left, cancelled }: UndoSummary, log: CommandContext['log']): Promise<void> {
  const text = `masks of ${counted(removed.length, 'image')} taken back, ${left.length} left${cancelled ? '; cancelled' : ''}`;
  const actions = left.length > 0 ? ['Show Details'] : [];
  const answer = await vscode.window.showInformationMessage(`SAM-UNet: ${text}.`, ...actions);
  if (answer !== undefined) log.show();
}
