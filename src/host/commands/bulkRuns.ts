import path from 'node:path';
import * as vscode from 'vscode';
import { UserError } from '../../core/base/error';
import type { Shard } from '../../core/bulk/shard';
import { counted } from '../../core/text/counted';
import { t } from '../../core/text/message';
import { undoRun, type UndoSummary } from '../../node/bulk/undoRun';
import { findRuns, type FoundRun } from '../bulk/findRuns';
import { localize, localized } from '../l10n/localize';
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

/** Shows the progress of the run, and offers to pause or cancel it. */
export async function showBulkRun(context: CommandContext): Promise<void> {
  const { progress } = context.bulk;
  if (progress === undefined) {
    throw new UserError('not-found', {
      problem: t`No bulk run is in progress.`,
      advice: t`Start one with “SAM-UNet: Generate Masks for Workspace…”.`,
    });
  }
  const items = [
    progress.isPaused
      ? { label: `$(debug-continue) ${localize`Resume`}`, act: resumeBulkRun }
      : { label: `$(debug-pause) ${localize`Pause`}`, act: pauseBulkRun },
    {
      label: `$(close) ${localize`Cancel`}`,
      detail: localize`Masks made so far are kept. The run can be resumed later.`,
      act: cancelBulkRun,
    },
  ];
  const { written, skipped, failed } = progress;
  const chosen = await vscode.window.showQuickPick(items, {
    title: localize`Bulk Run: ${progress.text}`,
    prompt: localize`${written} written, ${skipped} skipped, ${failed} failed`,
  });
  chosen?.act(context);
}

/** Undoes what a run has written, except for masks that were edited or reviewed since. */
export async function undoBulkRun(context: CommandContext): Promise<void> {
  context.bulk.checkIdle();
  const items = (await findRuns())
    .filter(({ run: { state, written } }) => state !== 'undone' && written.size > 0)
    .map(({ folder, run }) => ({
      label: path.basename(folder),
      description: run.head.id,
      detail: localized(describeRun(run)),
      folder,
      run,
    }));
  if (items.length === 0) throw new UserError('not-found', { problem: t`There is no run to undo.` });
  const chosen = await vscode.window.showQuickPick(items, {
    title: localize`Undo Bulk Run`,
    prompt: localize`Masks that were edited or reviewed since are kept.`,
    ignoreFocusOut: true,
  });
  if (chosen !== undefined) await undoFound(chosen, context);
}

/** Undoes a run, or a shard of one. */
export async function undoFound(
  { folder, run, shard }: FoundRun & { readonly shard?: Shard },
  { bulk, editors, log, maskStore }: CommandContext,
): Promise<void> {
  const summary = await vscode.window.withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      title: localize`SAM-UNet: Undoing the bulk run`,
      cancellable: true,
    },
    (progress, token) =>
      undoRun(folder, run, {
        ...(shard === undefined ? {} : { shard }),
        store: maskStore,
        token,
        isEdited: bulk.isEdited,
        onProgress: (done, total) => {
          progress.report({ message: localize`${done} of ${total}`, increment: 100 / total });
        },
      }),
  );
  await editors.reloadClean();
  for (const { file, reason } of summary.left) log.info(`Left ${file}: ${reason}`);
  void tell(summary, log);
}

async function tell({ removed, left, cancelled }: UndoSummary, log: CommandContext['log']): Promise<void> {
  const images = counted(removed.length, 'image');
  const text = cancelled
    ? localize`SAM-UNet: Cancelled. Masks of ${images} undone, ${left.length} kept.`
    : localize`SAM-UNet: Masks of ${images} undone, ${left.length} kept.`;
  const actions = left.length > 0 ? [localize`Show Details`] : [];
  const answer = await vscode.window.showInformationMessage(text, ...actions);
  if (answer !== undefined) log.show();
}
