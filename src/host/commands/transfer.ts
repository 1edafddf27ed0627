import * as vscode from 'vscode';
import { noteText } from '../../core/layouts/annotationNote';
import type { TransferSummary } from '../../core/layouts/summary';
import { transferInProcess } from '../../node/transfer/transferInProcess';
import type { CommandContext } from './context';

/** Runs an export or an import in its own process, with progress that can be cancelled. */
export function transferWithProgress(
  title: string,
  work: Parameters<typeof transferInProcess>[0],
): Thenable<TransferSummary> {
  return vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title: `SAM-UNet: ${title}`, cancellable: true },
    (progress, token) =>
      transferInProcess(work, {
        token,
        onProgress: (far) => {
          if ('looked' in far) progress.report({ message: `${far.looked} files looked at` });
          else
            progress.report({
              message: `${far.done + 1} of ${far.total} · ${far.current}`,
              increment: 100 / far.total,
            });
        },
      }),
  );
}

/** Logs what happened image by image and shows the sum of it; nobody has to wait for the answer. */
export function tellTransfer(
  summary: TransferSummary,
  text: string,
  { log }: CommandContext,
  actions: readonly string[] = [],
  act: () => void = () => undefined,
): void {
  const { skipped, failed, losses, notes } = summary;
  for (const { file, reason } of skipped) log.info(`Skipped ${file}: ${reason}`);
  for (const { file, loss } of losses) log.warn(`${file}: ${loss}`);
  for (const note of notes) log.warn(noteText(note));
  for (const { message } of failed) log.warn(message);
  const details = skipped.length + failed.length + losses.length + notes.length > 0 ? ['Show Details'] : [];
  const show = failed.length > 0 ? vscode.window.showWarningMessage : vscode.window.showInformationMessage;
  void show(`SAM-UNet: ${text}`, ...details, ...actions).then((answer) => {
    if (answer === 'Show Details') log.show();
    else if (answer !== undefined) act();
  });
}
