import path from 'node:path';
import * as vscode from 'vscode';
import type { Replay } from '../../core/replay/replay';
import { replayFile, replayText } from '../../core/replay/report';
import { writeFileAtomically } from '../../node/files/atomicWrite';
import { keepTaught, rollBackTaught } from '../../node/teach/taughtStore';
import { localize } from '../l10n/localize';

/** What becomes of the candidate once the user has seen the report; each gives what to say of it. */
export interface Decision {
  readonly promote: () => Promise<string>;
  readonly drop: () => Promise<string>;
}

/** Whether a model folder becomes the model in use. */
export function ofModel(candidate: string): Decision {
  return {
    promote: async () => {
      const { Global } = vscode.ConfigurationTarget;
      await vscode.workspace.getConfiguration('samUnet').update('modelPath', candidate, Global);
      return localize`SAM-UNet: The model “${path.basename(candidate)}” is now in use.`;
    },
    drop: () => Promise.resolve(localize`SAM-UNet: The model in use stays.`),
  };
}

/** Whether a label keeps its new teaching or goes back to the one before. */
export function ofTeaching(
  { folder, label }: { readonly folder: string; readonly label: string },
  taught: { refresh(): Promise<unknown> },
): Decision {
  return {
    promote: async () => {
      await keepTaught(folder, label);
      await taught.refresh();
      return localize`“${label}” keeps its new teaching; the one before is deleted.`;
    },
    drop: async () => {
      await rollBackTaught(folder, label);
      await taught.refresh();
      return localize`“${label}” was rolled back to its previous teaching.`;
    },
  };
}

/** Asks what becomes of the candidate, and does it. A report that is saved leaves the question open. */
export async function decide(found: Replay, { promote, drop }: Decision): Promise<void> {
  const text = localize`SAM-UNet: ${replayText(found)}`;
  const [yes, no, save] = [localize`Promote`, localize`Drop`, localize`Save Report…`];
  const answer = await vscode.window.showInformationMessage(text, yes, no, save);
  if (answer === yes) void vscode.window.showInformationMessage(await promote());
  if (answer === no) void vscode.window.showInformationMessage(await drop());
  if (answer !== save) return;
  await saveReport(found);
  await decide(found, { promote, drop });
}

async function saveReport(found: Replay): Promise<void> {
  const [folder] = vscode.workspace.workspaceFolders ?? [];
  const target = await vscode.window.showSaveDialog({
    filters: { HTML: ['html'] },
    ...(folder === undefined ? {} : { defaultUri: vscode.Uri.joinPath(folder.uri, 'replay.html') }),
  });
  if (target !== undefined) await writeFileAtomically(target.fsPath, replayFile(found));
}
