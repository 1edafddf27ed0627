import path from 'node:path';
import { Command } from 'commander';
import { UserError } from '../../core/base/error';
import type { BulkProgress, BulkSummary } from '../../core/bulk/bulkSummary';
import type { RunRecord } from '../../core/bulk/journal';
import { counted } from '../../core/text/counted';
import { english, verbatim } from '../../core/text/message';
import { estimateRun } from '../../node/bulk/estimate';
import { firstPrompts } from '../../node/bulk/firstPrompts';
import { generateMasks } from '../../node/bulk/generateMasks';
import { planRun, requestOfRun, type RunRequest } from '../../node/bulk/planRun';
import { listRuns, readRun } from '../../node/bulk/runFolder';
import { namedRequest, resumedShard, shardRecord, shardRequest } from '../../node/bulk/sharedRun';
import { undoRun } from '../../node/bulk/undoRun';
import { findLabels } from '../../node/labels/labelFile';
import { systemUser } from '../../node/systemUser';
import { sourceOptions, sourcesOf, type SourceOptions } from '../bulkOptions';
import { interruptToken } from '../interrupt';
import {
  acceptLossesOption,
  layoutOption,
  savedLayoutOf,
  wantedExport,
  type LayoutOptions,
  type WantedExport,
} from '../layoutOptions';
import { arrayOf, arrayOption, modelOptions, withProcesses, type ModelOptions } from '../options';
import { checkEnqueueOptions, enqueue, enqueueOptions, type EnqueueOptions } from '../masks/enqueue';
import { checkExportOptions, exportRun } from '../masks/exportRun';
import { printPlan } from '../masks/printPlan';
import { printRun, printRuns } from '../masks/printRun';
import { printSummary, reportSummary, summaryJson } from '../masks/printSummary';
import { checkScriptOptions, scriptOptions, writeScript, writesScript, type ScriptOptions } from '../masks/scripts';
import { checkExpectedModel, sharedRunOptions, type SharedRunOptions } from '../masks/sharedRun';
import { progressText, terminal } from '../terminal';
import { unusedGpu } from '../unusedGpu';

interface MasksOptions
  extends ModelOptions, SourceOptions, LayoutOptions, SharedRunOptions, ScriptOptions, EnqueueOptions {
  readonly replace?: true;
  readonly audit?: true;
  readonly single?: true;
  readonly array?: string;
  readonly dryRun?: true;
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
    .option('--out <dir>', 'with --layout: new or empty folder to export the masks of the run to when it has finished')
    .addOption(acceptLossesOption())
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
  checkExportOptions(options);
  if (options.runs === true && options.run !== undefined) await printRun(folder, options.run, options.json === true);
  else if (options.runs === true) await printRuns(folder, options.json === true);
  else if (options.undo !== undefined) await undo(folder, options.undo, options);
  else await run(folder, options);
}

async function run(folder: string, options: MasksOptions): Promise<void> {
  const token = interruptToken();
  checkScriptOptions(options);
  checkEnqueueOptions(options);
  await checkExpectedModel(options, options.model);
  const layout = savedLayoutOf(options);
  const wanted = await wantedExport(options);
  const plan = await planRun(await requestOf(folder, options), {
    token,
    onProgress: (looked) => {
      terminal.progress(`${looked} files scanned`);
    },
  });
  if (writesScript(options)) {
    terminal.endProgress();
    await writeScript(plan, { ...options, layout });
    return;
  }
  const start = performance.now();
  const onProgress = ({ done, total, current }: BulkProgress): void => {
    terminal.progress(`${progressText(done, total, start)} · ${current}`);
  };
  if (options.queue !== undefined && options.dryRun !== true) {
    const summary = await enqueue(plan, { ...options, layout, queue: options.queue }, { token, onProgress });
    await finish(summary, folder, wanted, options);
    return;
  }
  const summary = await withProcesses(options, async (client) => {
    if (options.dryRun === true) {
      const first = await firstPrompts(plan, { token });
      const estimate = await estimateRun(plan, client, token);
      terminal.endProgress();
      printPlan(plan, first, estimate, options.json === true);
      return undefined;
    }
    const labels = await findLabels(folder, (error) => {
      terminal.fail(error);
    });
    const gpu = plan.todo.length === 0 ? undefined : unusedGpu(options, (await client.start()).device);
    if (gpu !== undefined) terminal.warn(gpu);
    return generateMasks(plan, {
      client,
      by: systemUser(),
      labels,
      ...(layout === undefined ? {} : { layout }),
      ...(options.wait === true ? { patient: true } : {}),
      token,
      onProgress,
    });
  });
  if (summary !== undefined) await finish(summary, folder, wanted, options);
}

/** Exports what a run made where that is wanted, and prints it all. */
async function finish(
  summary: BulkSummary,
  folder: string,
  wanted: WantedExport | undefined,
  { json }: MasksOptions,
): Promise<void> {
  reportSummary(summary, folder);
  if (json !== true) printSummary(summary, folder);
  const exported = wanted === undefined ? undefined : await exportRun(summary, folder, wanted, json === true);
  if (json !== true) return;
  terminal.print(JSON.stringify({ ...summaryJson(summary), ...(exported === undefined ? {} : { exported }) }));
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
  if (options.shard !== undefined) {
    return shardRequest(request, options.shard, { ...options, layout: savedLayoutOf(options) });
  }
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
