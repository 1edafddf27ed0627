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

/** Prints what went wrong in an export or an import to stderr; the exit code reflects failures and interruption. */
export function reportTransfer({ failed, notes, cancelled }: TransferSummary): void {
  terminal.endProgress();
  for (const { message } of failed) terminal.fail(message);
  for (const note of notes) terminal.warn(english(noteText(note)));
  if (cancelled) process.exitCode = 130;
}

/** What an export or an import did, for JSON. */
export function transferJson(summary: TransferSummary): object {
  return { ...summary, notes: summary.notes.map(noteJson) };
}

/** Prints what an export or an import did, and reports it as {@link reportTransfer}. */
export function printTransfer(
  summary: TransferSummary,
  verb: 'exported' | 'imported',
  folder: string,
  asJson = false,
): void {
  const { skipped, losses } = summary;
  reportTransfer(summary);
  if (asJson) {
    terminal.print(JSON.stringify(transferJson(summary)));
    return;
  }
  for (const { file, reason } of skipped) terminal.print(`${path.join(folder, file)}: skipped, ${reason}`);
  for (const { file, loss } of losses) terminal.print(`${path.join(folder, file)}: ${loss}`);
  for (const { file, name } of summary.renamed ?? []) terminal.print(`${path.join(folder, file)}: written as ${name}`);
  terminal.print(english(transferText(summary, verb)));
}
