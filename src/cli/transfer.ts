import path from 'node:path';
import { transferText, type TransferProgress, type TransferSummary } from '../core/layouts/summary';
import { noteJson, noteText } from '../core/layouts/annotationNote';
import { english } from '../core/text/message';
import { progressText, terminal } from './terminal';

/** Shows how far an export or an import is. */
export function showTransfer(): (progress: TransferProgress) => void {
  const start = performance.now();
  return (progress) => {
    if ('looked' in progress) terminal.progress(`${progress.looked} files scanned`);
    else terminal.progress(`${progressText(progress.done, progress.total, start)} · ${progress.current}`);
  };
}

/** Prints what an export or an import did; the exit code reflects failures and interruption. */
export function printTransfer(
  summary: TransferSummary,
  verb: 'exported' | 'imported',
  folder: string,
  asJson: boolean,
): void {
  const { skipped, failed, losses, cancelled } = summary;
  terminal.endProgress();
  for (const { message } of failed) terminal.fail(message);
  for (const note of summary.notes) terminal.warn(english(noteText(note)));
  if (cancelled) process.exitCode = 130;
  if (asJson) {
    terminal.print(JSON.stringify({ ...summary, notes: summary.notes.map(noteJson) }));
    return;
  }
  for (const { file, reason } of skipped) terminal.print(`${path.join(folder, file)}: skipped, ${reason}`);
  for (const { file, loss } of losses) terminal.print(`${path.join(folder, file)}: ${loss}`);
  for (const { file, name } of summary.renamed ?? []) terminal.print(`${path.join(folder, file)}: written as ${name}`);
  terminal.print(english(transferText(summary, verb)));
}
