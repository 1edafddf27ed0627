import path from 'node:path';
import { Command } from 'commander';
import { UserError } from '../../core/base/error';
import {
  flattenedNote,
  reasonsOf,
  summaryText,
  type BulkProgress,
  type BulkSummary,
} from '../../core/bulk/bulkSummary';
import { promptTexts } from '../../core/bulk/preview/document';
import { noteJson, noteText } from '../../core/layouts/annotationNote';
import type { SavedLayout } from '../../core/layouts/savedLayout';
import type { RunRecord } from '../../core/bulk/journal';
import { sourceTitle, type SourceSpec } from '../../core/bulk/sources/spec';
import { counted } from '../../core/text/counted';
import { durationText } from '../../core/text/durationText';
import { english, listed, verbatim } from '../../core/text/message';
import { estimateRun, type Estimate } from '../../node/bulk/estimate';
import { firstPrompts, type FirstPrompts } from '../../node/bulk/firstPrompts';
import { generateMasks } from '../../node/bulk/generateMasks';
import { planRun, requestOfRun, type RunPlan, type RunRequest } from '../../node/bulk/planRun';
import { listRuns, readRun } from '../../node/bulk/runFolder';
import { namedRequest, resumedShard, shardRecord, shardRequest } from '../../node/bulk/sharedRun';
import { undoRun } from '../../node/bulk/undoRun';
import { findLabels } from '../../node/labels/labelFile';
import { systemUser } from '../../node/systemUser';
import { sourceOptions, sourcesOf, type SourceOptions } from '../bulkOptions';
import { interruptToken } from '../interrupt';
import { arrayOf, arrayOption, layoutOption, modelOptions, withProcesses, type ModelOptions } from '../options';
import { checkEnqueueOptions, enqueue, enqueueOptions, type EnqueueOptions } from '../masks/enqueue';
import { printRun } from '../masks/printRun';
import { checkScriptOptions, scriptOptions, writeScript, writesScript, type ScriptOptions } from '../masks/scripts';
import { checkExpectedModel, sharedRunOptions, type SharedRunOptions } from '../masks/sharedRun';
import { progressText, terminal } from '../terminal';
import { unusedGpu } from '../unusedGpu';

interface MasksOptions extends ModelOptions, SourceOptions, SharedRunOptions, ScriptOptions, EnqueueOptions {
  readonly replace?: true;
  readonly audit?: true;
  readonly single?: true;
  readonly array?: string;
  readonly dryRun?: true;
  readonly layout?: SavedLayout;
  readonly resume?: true | string;
  readonly runs?: true;
  readonly undo?: string;
  readonly json?: true;
}

export function masksCommand(): Command {
  const command = new Command('masks')
    .description('generate masks for the images in a folder that have none')
    .argument('<folder>', 'folder with images');
  for (const option of sourceOptions()) command.addOption(option);
  command
    .option('--replace', 'regenerate unreviewed masks')
    .option('--audit', 'compare existing masks with those of the model; writes nothing')
    .option('--single', 'treat every DICOM file as a separate image, not as a slice of its series')
    .addOption(arrayOption())
    .addOption(layoutOption())
    .option('--dry-run', 'print what would be done and how long it would take; writes nothing')
    .option('--resume [run]', 'resume an interrupted run (default: the newest)')
    .option('--runs', 'list the runs of the folder')
    .option('--undo <run>', 'undo a run: remove its unchanged masks and restore those it replaced')
    .option('--json', 'print JSON');
  for (const option of [...sharedRunOptions(), ...scriptOptions(), ...enqueueOptions(), ...modelOptions()])
    command.addOption(option);
  return command
    .addHelpText(
      'after',
      '\nImages that have masks are skipped. Masks that a person made or reviewed are never replaced (docs/bulk.md).\n',
    )
    .action(masks);
}

async function masks(folder: string, options: MasksOptions): Promise<void> {
  if (options.runs === true && options.run !== undefined) await printRun(folder, options.run, options.json === true);
  else if (options.runs === true) await printRuns(folder, options);
  else if (options.undo !== undefined) await undo(folder, options.undo, options);
  else await run(folder, options);
}

async function run(folder: string, options: MasksOptions): Promise<void> {
  const token = interruptToken();
  checkScriptOptions(options);
  checkEnqueueOptions(options);
  await checkExpectedModel(options, options.model);
  const plan = await planRun(await requestOf(folder, options), {
    token,
    onProgress: (looked) => {
      terminal.progress(`${looked} files scanned`);
    },
  });
  if (writesScript(options)) {
    terminal.endProgress();
    await writeScript(plan, options);
    return;
  }
  const start = performance.now();
  const onProgress = ({ done, total, current }: BulkProgress): void => {
    terminal.progress(`${progressText(done, total, start)} · ${current}`);
  };
  if (options.queue !== undefined && options.dryRun !== true) {
    printSummary(await enqueue(plan, { ...options, queue: options.queue }, { token, onProgress }), folder, options);
    return;
  }
  await withProcesses(options, async (client) => {
    if (options.dryRun === true) {
      const first = await firstPrompts(plan, { token });
      const estimate = await estimateRun(plan, client, token);
      terminal.endProgress();
      printPlan(plan, first, estimate, options);
      return;
    }
    const labels = await findLabels(folder, (error) => {
      terminal.fail(error);
    });
    const gpu = plan.todo.length === 0 ? undefined : unusedGpu(options, (await client.start()).device);
    if (gpu !== undefined) terminal.warn(gpu);
    const summary = await generateMasks(plan, {
      client,
      by: systemUser(),
      labels,
      ...(options.layout === undefined ? {} : { layout: options.layout }),
      ...(options.wait === true ? { patient: true } : {}),
      token,
      onProgress,
    });
    printSummary(summary, folder, options);
  });
}

function printSummary(summary: BulkSummary, folder: string, options: MasksOptions): void {
  terminal.endProgress();
  for (const { error } of summary.failed) terminal.fail(error);
  for (const note of summary.notes) terminal.warn(english(noteText(note)));
  for (const { file, text } of summary.flattened)
    terminal.warn(`${path.join(folder, file)}: ${english(flattenedNote(text))}`);
  if (summary.cancelled) process.exitCode = 130;
  if (options.json) terminal.print(JSON.stringify(asJson(summary)));
  else print(summary, folder);
}

async function requestOf(folder: string, options: MasksOptions): Promise<RunRequest> {
  const sources = sourcesOf(options, folder);
  const replace = options.replace === true;
  if (options.resume !== undefined) {
    if (
      sources.length > 0 ||
      replace ||
      options.audit === true ||
      options.single === true ||
      options.array !== undefined
    ) {
      throw new UserError('bad-input', {
        problem: verbatim('A run is always resumed with the options it was started with.'),
        advice: verbatim('Use --resume without sources of prompts, --replace, --audit, --single and --array.'),
      });
    }
    if (options.shard !== undefined && options.resume !== true) {
      return resumedShard(folder, options.resume, options.shard);
    }
    const resumed = await resumable(folder, options.resume);
    if (options.shard !== undefined) return resumedShard(folder, resumed.head.id, options.shard);
    return requestOfRun(folder, resumed);
  }
  if (sources.length === 0) {
    throw new UserError('bad-input', {
      problem: verbatim('No source of prompts was given.'),
      advice: verbatim('Use --whole, --prompts FILE, --coco FILE or another source; see sam-unet masks --help.'),
    });
  }
  const series = options.single === true ? 'single' : 'whole';
  const request = { folder, sources, replace, audit: options.audit === true, series, ...arrayOf(options) } as const;
  if (options.shard !== undefined) return shardRequest(request, options.shard, options);
  return options.run === undefined ? request : namedRequest(request, options.run);
}

async function resumable(folder: string, run: true | string): Promise<RunRecord> {
  if (run !== true) return readRun(folder, run);
  const open = (await listRuns(folder)).find(({ state }) => state === 'open');
  if (open !== undefined) return open;
  throw new UserError('not-found', {
    file: folder,
    problem: verbatim('The folder has no interrupted run.'),
    advice: verbatim('Start a new one, or list all runs with sam-unet masks FOLDER --runs.'),
  });
}

async function undo(folder: string, run: string, { json, shard }: MasksOptions): Promise<void> {
  const record = shard === undefined ? await readRun(folder, run) : await shardRecord(folder, run, shard);
  const summary = await undoRun(folder, record, {
    ...(shard === undefined ? {} : { shard }),
    token: interruptToken(),
    onProgress: (done, total) => {
      terminal.progress(`${done} of ${total}`);
    },
  });
  terminal.endProgress();
  if (summary.cancelled) process.exitCode = 130;
  else if (summary.left.length > 0) process.exitCode = 1;
  if (json) {
    terminal.print(JSON.stringify(summary));
    return;
  }
  for (const { file, reason } of summary.left) terminal.print(`${path.join(folder, file)}: kept, ${reason}`);
  const { removed, unchanged, left } = summary;
  const rest = unchanged.length === 0 ? '' : `, ${unchanged.length} unchanged by the run`;
  terminal.print(`Masks of ${english(counted(removed.length, 'image'))} undone, ${left.length} kept${rest}`);
}

async function printRuns(folder: string, { json }: MasksOptions): Promise<void> {
  const runs = (await listRuns(folder)).map(({ head, written, failed, state }) => ({
    ...{ id: head.id, at: head.at, by: head.by, sources: head.sources, model: head.model.name },
    ...{ images: head.images, written: written.size, failed, state },
    ...(head.shard === undefined ? {} : { shards: head.shard.count }),
  }));
  if (json) terminal.print(JSON.stringify(runs));
  else for (const each of runs) terminal.print(runLine(each));
}

function runLine(run: {
  readonly id: string;
  readonly sources: readonly SourceSpec[];
  readonly images: number;
  readonly written: number;
  readonly state: RunRecord['state'];
  readonly shards?: number;
}): string {
  const state = { open: 'interrupted or running', ended: 'finished', undone: 'undone' }[run.state];
  const shards = run.shards === undefined ? '' : `  ${english(counted(run.shards, 'shard'))}`;
  return `${run.id}  ${state}  ${run.written} of ${run.images}  ${english(listed(run.sources.map(sourceTitle)))}${shards}`;
}

function printPlan(
  { todo, skipped, failed, unprompted, before, sources: { understood } }: RunPlan,
  { images, notes }: FirstPrompts,
  estimate: Estimate | undefined,
  { json }: MasksOptions,
): void {
  for (const { error } of failed) terminal.fail(error);
  for (const note of notes) terminal.warn(english(noteText(note)));
  if (json) {
    const first = images.flatMap(({ file, slice, objects }) =>
      objects.map(({ label, prompt }) => ({ file, slice, label, ...prompt })),
    );
    const plan = {
      ...{ todo, skipped, failed: failed.map(failure), notes: notes.map(noteJson), unprompted, before, estimate },
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

function print(summary: BulkSummary, folder: string): void {
  for (const file of summary.written) terminal.print(path.join(folder, file));
  for (const { file, label, slice, volume, dice } of summary.audited) {
    const at = `${slice > 0 ? `, slice ${slice}` : ''}${volume === undefined ? '' : `, volume ${volume}`}`;
    terminal.print(`${dice.toFixed(3)}  ${path.join(folder, file)}  ${label}${at}`);
  }
  for (const { file, reason } of summary.skipped) terminal.print(`${path.join(folder, file)}: skipped, ${reason}`);
  terminal.print(`${english(summaryText(summary))}${summary.run === undefined ? '' : `; run ${summary.run}`}`);
}

function asJson({ failed, flattened, audited, ...summary }: BulkSummary): object {
  const covered = flattened.map(({ file, text }) => ({ file, text: english(text) }));
  return {
    ...{ ...summary, failed: failed.map(failure), notes: summary.notes.map(noteJson) },
    ...(covered.length > 0 ? { flattened: covered } : {}),
    ...(audited.length > 0 ? { audited } : {}),
  };
}

function failure({ file, error }: BulkSummary['failed'][number]): object {
  return { file, code: error.code, message: error.message };
}
