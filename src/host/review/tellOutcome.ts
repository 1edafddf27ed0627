import * as vscode from 'vscode';
import { sentences, t, type Message } from '../../core/text/message';
import { localize, localized } from '../l10n/localize';

/** What a review of a folder has come to. */
export interface ReviewOutcome {
  readonly folder: string;
  readonly summary: Message;
  /** What the random sample says of the unreviewed masks. */
  readonly audit: Message | undefined;
}

/** Shows what a review has come to, and leads on. A message without a button would be cut to a line, and go after some seconds. */
export function tellFinished({ folder, summary, audit }: ReviewOutcome): void {
  const [check, write] = [localize`Check Dataset`, localize`Export Masks…`];
  void tell(t`SAM-UNet: Review finished: ${summary}.`, audit, check, write).then((answer) => {
    if (answer === check) void vscode.commands.executeCommand('samUnet.checkDataset', vscode.Uri.file(folder));
    if (answer === write) void vscode.commands.executeCommand('samUnet.exportMasks');
  });
}

/** The same of a review that was stopped before its last image. */
export function tellStopped({ folder, summary, audit }: ReviewOutcome): void {
  const rest = localize`Review the Rest…`;
  void tell(t`SAM-UNet: Review stopped: ${summary}.`, audit, rest).then((answer) => {
    if (answer === rest) void vscode.commands.executeCommand('samUnet.review', vscode.Uri.file(folder));
  });
}

/** @returns the button that is pressed */
function tell(
  outcome: Message,
  audit: Message | undefined,
  ...buttons: readonly string[]
): Thenable<string | undefined> {
  const text = localized(audit === undefined ? outcome : sentences(outcome, audit));
  return vscode.window.showInformationMessage(text, ...buttons);
}
