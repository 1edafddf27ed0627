import path from 'node:path';
import * as vscode from 'vscode';
import { shardText } from '../../core/bulk/shard';
import { readRun } from '../../node/bulk/runFolder';
import { resumedShard, shardRecord } from '../../node/bulk/sharedRun';
import type { RunItem } from '../bulk/runsView';
import { localize } from '../l10n/localize';
import { undoFound } from './bulkRuns';
import type { CommandContext } from './context';
import { resumeRequest, resumeRun } from './generateMasks';

/** Resumes the run or the shard of an item of the runs view, in this window. */
export async function resumeRunItem(context: CommandContext, argument: unknown): Promise<void> {
  const item = workItem(argument);
  if (item === undefined) return;
  context.bulk.checkIdle();
  const { folder, run } = item;
  if (item.kind === 'run') await resumeRun({ folder, run: await readRun(folder, run.head.id) }, context);
  else if (item.part.shard !== undefined) {
    await resumeRequest(await resumedShard(folder, run.head.id, item.part.shard), context);
  }
}

/** Undoes the run or the shard of an item of the runs view, once the user has agreed. */
export async function undoRunItem(context: CommandContext, argument: unknown): Promise<void> {
  const item = workItem(argument);
  if (item === undefined) return;
  context.bulk.checkIdle();
  const { folder, run } = item;
  const shard = item.kind === 'shard' ? item.part.shard : undefined;
  const undo = localize`Undo`;
  const message =
    shard === undefined
      ? localize`Undo the run in “${path.basename(folder)}”?`
      : localize`Undo shard ${shardText(shard)} of the run in “${path.basename(folder)}”?`;
  const detail = localize`Masks that were edited or reviewed since are kept.`;
  const answer = await vscode.window.showWarningMessage(message, { modal: true, detail }, undo);
  if (answer !== undo) return;
  const { id } = run.head;
  if (shard === undefined) await undoFound({ folder, run: await readRun(folder, id) }, context);
  else await undoFound({ folder, run: await shardRecord(folder, id, shard), shard }, context);
}

function workItem(argument: unknown): Extract<RunItem, { kind: 'run' | 'shard' }> | undefined {
  const item = argument as RunItem | undefined;
  return item?.kind === 'run' || item?.kind === 'shard' ? item : undefined;
}
