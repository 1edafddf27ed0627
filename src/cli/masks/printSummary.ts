import path from 'node:path';
import { flattenedNote, summaryText, type BulkSummary } from '../../core/bulk/bulkSummary';
import { noteJson, noteText } from '../../core/layouts/annotationNote';
import { english } from '../../core/text/message';
import { terminal } from '../terminal';

/** Prints what went wrong in a run to stderr; the exit code reflects failures and interruption. */
export function reportSummary(summary: BulkSummary, folder: string): void {
  terminal.endProgress();
  for (const { error } of summary.failed) terminal.fail(error);
  for (const note of summary.notes) terminal.warn(english(noteText(note)));
  for (const { file, text } of summary.flattened)
    terminal.warn(`${path.join(folder, file)}: ${english(flattenedNote(text))}`);
  if (summary.cancelled) process.exitCode = 130;
}

/** Prints what a run did, one line for each image. */
export function printSummary(summary: BulkSummary, folder: string): void {
  for (const file of summary.written) terminal.print(path.join(folder, file));
  for (const { file, label, slice, volume, dice } of summary.audited) {
    const at = `${slice > 0 ? `, slice ${slice}` : ''}${volume === undefined ? '' : `, volume ${volume}`}`;
    terminal.print(`${dice.toFixed(3)}  ${path.join(folder, file)}  ${label}${at}`);
  }
  for (const { file, reason } of summary.skipped) terminal.print(`${path.join(folder, file)}: skipped, ${reason}`);
  terminal.print(`${english(summaryText(summary))}${summary.run === undefined ? '' : `; run ${summary.run}`}`);
}

/** What a run did, for JSON. */
export function summaryJson({ failed, flattened, audited, ...summary }: BulkSummary): object {
  const covered = flattened.map(({ file, text }) => ({ file, text: english(text) }));
  return {
    ...{ ...summary, failed: failed.map(failureJson), notes: summary.notes.map(noteJson) },
    ...(covered.length > 0 ? { flattened: covered } : {}),
    ...(audited.length > 0 ? { audited } : {}),
  };
}

/** An image that failed, for JSON. */
export function failureJson({ file, error }: BulkSummary['failed'][number]): object {
  return { file, code: error.code, message: error.message };
}
