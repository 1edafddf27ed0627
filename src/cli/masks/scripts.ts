import { spawn } from 'node:child_process';
import path from 'node:path';
import { Option } from 'commander';
import { UserError } from '../../core/base/error';
import { commandLines } from '../../core/bulk/scripts/commands';
import { kubernetesJob } from '../../core/bulk/scripts/kubernetes';
import type { ScriptRun } from '../../core/bulk/scripts/scriptRun';
import { slurmScript } from '../../core/bulk/scripts/slurm';
import type { SavedLayout } from '../../core/layouts/savedLayout';
import { verbatim } from '../../core/text/message';
import type { RunPlan, RunRequest } from '../../node/bulk/planRun';
import { makeRunsFolder } from '../../node/bulk/runFolder';
import { sharedRunId } from '../../node/bulk/runId';
import { modelHash } from '../../node/bulk/sharedRun';
import { writeFileAtomically } from '../../node/files/atomicWrite';
import { defaultModelDir } from '../../node/process/productPaths';
import { whole, type ModelOptions } from '../options';
import { terminal } from '../terminal';

/** Options of `masks` that write a script for a scheduler instead of running. */
export interface ScriptOptions {
  readonly slurm?: true;
  readonly submit?: true;
  readonly kubernetes?: string;
  readonly commands?: true;
  readonly imagesPerShard?: number;
  readonly arraySize?: number;
  readonly partition?: string;
  readonly gpus?: number;
  readonly time?: string;
  readonly setup?: readonly string[];
}

interface ScriptContext extends ScriptOptions, ModelOptions {
  readonly run?: string;
  readonly layout: SavedLayout | undefined;
}

/** Images of a shard: some minutes to an hour of work, so that an interrupted one has little to repeat. */
const usualShard = 1000;
/** Jobs in an array of Slurm where its administrators have not changed `MaxArraySize`. */
const usualArray = 1000;

export function scriptOptions(): Option[] {
  return [
    new Option('--slurm', 'write a Slurm batch script that runs the shards, without running anything'),
    new Option('--submit', 'with --slurm: also submit the script'),
    new Option('--kubernetes <image>', 'print an indexed Kubernetes Job that runs the shards in this container image'),
    new Option('--commands', 'print one command per shard, for GNU parallel'),
    new Option('--images-per-shard <m>', `number of images per shard (default: ${usualShard})`).argParser((text) =>
      whole(text, 1),
    ),
    new Option('--array-size <n>', 'number of array jobs or concurrent pods').argParser((text) => whole(text, 1)),
    new Option('--partition <name>', 'Slurm partition').argParser(slurmWord),
    new Option('--gpus <n>', 'number of GPUs per job').argParser((text) => whole(text, 1)),
    new Option('--time <limit>', 'time limit per job, such as 02:00:00').argParser(slurmWord),
    new Option('--setup <line>', 'shell command that each job runs first; repeat for more').argParser(
      (line: string, before: readonly string[] | undefined) => [...(before ?? []), line],
    ),
  ];
}

export function writesScript({ slurm, kubernetes, commands }: ScriptOptions): boolean {
  return slurm === true || kubernetes !== undefined || commands === true;
}

/** @throws UserError `bad-input` for options that do not go together */
export function checkScriptOptions(
  options: ScriptOptions & Partial<Record<'shard' | 'resume' | 'queue' | 'audit' | 'dryRun', unknown>>,
): void {
  const { slurm, kubernetes, commands, submit, shard, resume, queue, audit, dryRun } = options;
  const kinds = [slurm === true, kubernetes !== undefined, commands === true].filter(Boolean).length;
  const other = shard ?? resume ?? queue ?? audit ?? dryRun;
  if (kinds > 1 || (submit === true && slurm !== true) || (kinds > 0 && other !== undefined)) {
    throw new UserError('bad-input', {
      problem: verbatim('These options cannot be combined.'),
      advice: verbatim(
        'Use one of --slurm, --kubernetes and --commands, without --shard, --resume, --queue, --audit and --dry-run; --submit needs --slurm.',
      ),
    });
  }
}

/**
 * Writes what runs a plan as shards: for Slurm into a file beside the journals, otherwise to stdout.
 * @throws UserError `unwritable`; `not-found` where there is nothing to do, or no Slurm to submit to
 */
export async function writeScript(plan: RunPlan, options: ScriptContext): Promise<void> {
  const { folder, request, todo } = plan;
  if (todo.length === 0) {
    throw new UserError('not-found', {
      file: folder,
      problem: verbatim('No image in this folder needs masks.'),
      advice: verbatim('Run sam-unet masks --dry-run with the same options for details.'),
    });
  }
  const { arraySize, imagesPerShard } = options;
  const shards =
    imagesPerShard === undefined && arraySize !== undefined
      ? Math.min(arraySize, todo.length)
      : Math.ceil(todo.length / (imagesPerShard ?? usualShard));
  const jobs = Math.min(shards, arraySize ?? usualArray);
  const run = await scriptRun(folder, request, shards, options);
  if (options.commands === true) process.stdout.write(commandLines(run));
  else if (options.kubernetes !== undefined) {
    process.stdout.write(kubernetesJob({ ...run, image: options.kubernetes, parallelism: jobs }));
  } else await writeSlurm(run, jobs, options);
}

async function scriptRun(
  folder: string,
  request: RunRequest,
  shards: number,
  options: ScriptContext,
): Promise<ScriptRun> {
  const { layout, setup = [], gpus, threads, device } = options;
  const model = await modelHash(options.model);
  const laidOut = layout === undefined ? {} : { layout };
  return {
    ...{ folder, shards, model, setup, sources: request.sources, ...laidOut },
    run: options.run ?? sharedRunId({ request, model, shards, ...laidOut }),
    options: [
      ...(request.replace === true ? ['--replace'] : []),
      ...(request.series === 'single' ? ['--single'] : []),
      ...(request.array === undefined ? [] : ['--array', request.array]),
      // The model that ships lies elsewhere on other machines.
      ...(path.resolve(options.model) === defaultModelDir ? [] : ['--model', path.resolve(options.model)]),
      ...(device === 'auto' ? [] : ['--device', device]),
      ...(threads === undefined ? [] : ['--threads', String(threads)]),
    ],
    ...(gpus === undefined ? {} : { gpus }),
    ...(threads === undefined ? {} : { threads }),
  };
}

async function writeSlurm(run: ScriptRun, tasks: number, options: ScriptContext): Promise<void> {
  const { partition, time } = options;
  const runs = path.join(run.folder, '.sam-unet', 'runs');
  const text = slurmScript({
    ...{ ...run, tasks, logs: path.join(runs, `${run.run}.logs`) },
    ...(partition === undefined ? {} : { partition }),
    ...(time === undefined ? {} : { time }),
  });
  await makeRunsFolder(run.folder);
  const file = path.join(runs, `${run.run}.slurm.sh`);
  await writeFileAtomically(file, text);
  terminal.print(file);
  if (options.submit === true) await submit(file);
}

async function submit(file: string): Promise<void> {
  const code = await new Promise<number | null>((resolve, reject) => {
    const child = spawn('bash', [file], { stdio: ['ignore', 'inherit', 'inherit'] });
    child.on('error', reject);
    child.on('close', resolve);
  });
  if (code === 0) return;
  throw new UserError('not-found', {
    file,
    problem: verbatim('The script could not be submitted.'),
    advice: verbatim('Run it with bash on a machine with access to sbatch.'),
  });
}

/** What may stand in a line for sbatch. */
function slurmWord(text: string): string {
  if (/^[\w,:.-]+$/.test(text)) return text;
  throw new UserError('bad-input', {
    problem: verbatim(`“${text}” is not a Slurm partition or time limit.`),
    advice: verbatim('Use only letters, digits, “,”, “:”, “.”, “-” and “_”.'),
  });
}
