import type { RunPlan } from '../../node/bulk/planRun';
import { promptTexts } from '../../core/bulk/preview/document';
import { reasonsOf } from '../../core/bulk/bulkSummary';
import { noteJson, noteText } from '../../core/layouts/annotationNote';
import { counted } from '../../core/text/counted';
import { durationText } from '../../core/text/durationText';
import { english } from '../../core/text/message';
import type { Estimate } from '../../node/bulk/estimate';
import type { FirstPrompts } from '../../node/bulk/firstPrompts';
import { terminal } from '../terminal';
import { failureJson } from './printSummary';

/** Prints what a run would do, and how long that would take. */
export function printPlan(
  { todo, skipped, failed, unprompted, before, sources: { understood } }: RunPlan,
  { images, notes }: FirstPrompts,
  estimate: Estimate | undefined,
  asJson: boolean,
): void {
  for (const { error } of failed) terminal.fail(error);
  for (const note of notes) terminal.warn(english(noteText(note)));
  if (asJson) {
    const first = images.flatMap(({ file, slice, objects }) =>
      objects.map(({ label, prompt }) => ({ file, slice, label, ...prompt })),
    );
    const plan = {
      ...{ todo, skipped, failed: failed.map(failureJson), notes: notes.map(noteJson), unprompted, before, estimate },
      ...{ understood: understood.map(english), first },
    };
    terminal.print(JSON.stringify(plan));
    return;
  }
  for (const text of understood) terminal.print(english(text));
  const lineOf = promptTexts(images);
  for (const { file, slice, objects } of images) {
    for (const object of objects)
      terminal.print(`  ${file}${slice > 0 ? `, slice ${slice}` : ''}  ${english(lineOf(object))}`);
  }
  terminal.print(`${english(counted(todo.length, 'image'))} to segment`);
  for (const [reason, count] of reasonsOf(skipped)) terminal.print(`${count} skipped: ${english(reason)}`);
  if (unprompted > 0) terminal.print(`${unprompted} without a prompt`);
  if (before > 0) terminal.print(`${before} already segmented by this run`);
  if (estimate === undefined) return;
  const basis = estimate.basis === 'last-run' ? 'estimated from the last run' : 'estimated from the first images';
  terminal.print(`about ${english(durationText(estimate.seconds))}, ${basis}`);
}
