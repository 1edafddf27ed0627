import path from 'node:path';
import * as vscode from 'vscode';
import { counted } from '../../core/text/counted';
import { forgetLocks } from '../../node/bulk/runLock';
import { findCutOffRuns } from '../bulk/findRuns';
import { localize } from '../l10n/localize';
import type { CommandContext } from './context';
import { resumeRun } from './generateMasks';

/** Offers to resume a run that a crash interrupted. Journals in a folder that the user does not trust are ignored. */
export async function offerResume(context: CommandContext): Promise<void> {
  if (!vscode.workspace.isTrusted) return;
  const [cutOff] = await findCutOffRuns();
  if (cutOff === undefined) return;
  const { folder, run } = cutOff;
  const images = counted(run.head.images, 'image');
  const message = localize`SAM-UNet: The bulk run in “${path.basename(folder)}” was interrupted after ${run.written.size} of ${images}.`;
  const resume = localize`Resume`;
  const answer = await vscode.window.showInformationMessage(message, resume, localize`Don’t Ask Again`);
  if (answer === resume) await resumeRun(cutOff, context);
  else if (answer !== undefined) await forgetLocks(folder, run.head.id);
}
