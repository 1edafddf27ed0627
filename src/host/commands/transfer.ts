import * as vscode from 'vscode';
import { noteText } from '../../core/layouts/annotationNote';
import type { TransferSummary } from '../../core/layouts/summary';
import { counted } from '../../core/text/counted';
import { english } from '../../core/text/message';
import type { TransferHooks } from '../../node/transfer/transferHooks';
import { transferInProcess } from '../../node/transfer/transferInProcess';
import { localize, localized } from '../l10n/localize';
import type { CommandContext } from './context';

/** Runs an export or an import in its own process, with progress that can be cancelled. */
export function transferWithProgress(
  title: string,
  work: Parameters<typeof transferInProcess>[0],
  hooks: Pick<TransferHooks, 'onForecast' | 'onLarge'> = {},
): Thenable<TransferSummary> {
  return vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title, cancellable: true },
    (progress, token) =>
      transferInProcess(work, {
        ...hooks,
        token,
        onProgress: (far) => {
          if ('looked' in far) progress.report({ message: localized(counted(far.looked, 'file')) });
          else
            progress.report({
              message: localize`${far.done + 1} of ${far.total} · ${far.current}`,
              increment: 100 / far.total,
            });
        },
      }),
  );
}

/** Logs what happened image by image and shows a summary, without waiting for it to be closed. */
export function showTransferResult(
  summary: TransferSummary,
  text: string,
  { log }: CommandContext,
  actions: readonly string[] = [],
  act: () => void = () => undefined,
): void {
  const { skipped, failed, losses, notes, renamed = [], checkPixels } = summary;
  for (const { file, reason } of skipped) log.info(`Skipped ${file}: ${reason}`);
  for (const { file, loss } of losses) log.warn(`${file}: ${loss}`);
  for (const note of notes) log.warn(english(noteText(note)));
  for (const { file, name } of renamed) log.info(`${file}: written as ${name}`);
  for (const { message } of failed) log.warn(message);
  const showDetails = localize`Show Details`;
  const details =
    skipped.length + failed.length + losses.length + notes.length + renamed.length > 0 ? [showDetails] : [];
  const isWarning = failed.length > 0 || checkPixels === true;
  const show = isWarning ? vscode.window.showWarningMessage : vscode.window.showInformationMessage;
  const check = localize`Pixels may show text or a face. Check the images that the details name before you share them.`;
  void show(checkPixels === true ? `${text} ${check}` : text, ...details, ...actions).then((answer) => {
    if (answer === showDetails) log.show();
    else if (answer !== undefined) act();
  });
}
