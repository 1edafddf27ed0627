import path from 'node:path';
import * as vscode from 'vscode';
import { counted } from '../../core/bulk/bulkSummary';
import { forgetLock } from '../../node/bulk/runLock';
import { findCutOffRuns } from '../bulk/findRuns';
import type { CommandContext } from './context';
import { goOnWith } from './generateMasks';

/** Offers to go on with a run that a crash has cut off. Journals of a folder that the person does not trust are not believed. */
export async function offerResume(context: CommandContext): Promise<void> {
  if (!vscode.workspace.isTrusted) return;
  const [cutOff] = await findCutOffRuns();
  if (cutOff === undefined) return;
  const { folder, run } = cutOff;
  const images = counted(run.head.images, 'image');
  const text = `The bulk run in “${path.basename(folder)}” broke off after ${run.written.size} of ${images}.`;
  const answer = await vscode.window.showInformationMessage(`SAM-UNet: ${text}`, 'Go On', 'Do Not Ask Again');
  if (answer === 'Go On') await goOnWith(cutOff, context);
  else if (answer !== undefined) await forgetLock(folder, run.head.id);
}
