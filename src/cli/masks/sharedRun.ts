import path from 'node:path';
import { InvalidArgumentError, Option } from 'commander';
import { UserError } from '../../core/base/error';
import type { RunHead, RunRecord } from '../../core/bulk/journal';
import { parseShard, type Shard } from '../../core/bulk/shard';
import type { SavedLayout } from '../../core/layouts/layout';
import type { RunRequest } from '../../node/bulk/planRun';
import { readHead, readRun, readShard, runIds } from '../../node/bulk/runFolder';
import { isOfOtherModel, sharedRunId, type SharedRun } from '../../node/bulk/runId';
import { readModelCard } from '../../node/model/modelFolder';

/** Options of `masks` for a run that several machines share. */
export interface SharedRunOptions {
  readonly shard?: Shard;
  readonly run?: string;
  readonly expectModel?: string;
  readonly wait?: true;
}

export function sharedRunOptions(): Option[] {
  return [
    new Option('--shard <i/n>', 'process only the i-th of n shards of the images').argParser(shard),
    new Option('--run <id>', 'ID of the run that the shards belong to; with --runs: the run to show').argParser(
      runName,
    ),
    new Option('--expect-model <sha256>', 'fail if the weights of the model have a different hash'),
    new Option('--wait', 'wait up to a minute for another process on the same shard that may have been killed'),
  ];
}

/** Hash of the weights of a model folder. @throws UserError `not-found`, `bad-model` */
export async function modelHash(model: string): Promise<string> {
  return (await readModelCard(path.resolve(model))).sha256.weights;
}

/** @throws UserError `bad-model` where the model is not the one that is expected */
export async function checkExpectedModel({ expectModel }: SharedRunOptions, model: string): Promise<void> {
  if (expectModel === undefined || (await modelHash(model)) === expectModel) return;
  throw new UserError('bad-model', {
    file: path.resolve(model),
    problem: `The hash of the model's weights is not ${expectModel}.`,
    advice: 'Use --model to name the model of the run.',
  });
}

/**
 * What a shard is to do. It continues its journal if there is one, so that the same command can be run again.
 * @param request of all shards
 * @throws UserError `bad-model` where shards of the same work are under way with another model
 */
export async function shardRequest(
  request: RunRequest,
  shard: Shard,
  { run, model, layout }: { readonly run?: string; readonly model: string; readonly layout?: SavedLayout },
): Promise<RunRequest> {
  const { folder } = request;
  const shared: SharedRun = {
    ...{ request, model: await modelHash(model), shards: shard.count },
    ...(layout === undefined ? {} : { layout }),
  };
  if (run === undefined) await refuseOtherModel(folder, shared, model);
  return joined(request, shard, run ?? sharedRunId(shared));
}

/** The shard of a run as it was begun. @throws UserError `not-found` where no shard has begun */
export async function resumedShard(folder: string, run: string, shard: Shard): Promise<RunRequest> {
  const head = await readHead(folder, run);
  if (head === undefined) throw await noRun(folder, run);
  const { sources, replace = false, single = false } = head;
  return joined({ folder, sources, replace, series: single ? 'single' : 'whole' }, shard, head.id);
}

/** The journal of a shard. @throws UserError `not-found` */
export async function shardRecord(folder: string, run: string, shard: Shard): Promise<RunRecord> {
  return (await readShard(folder, run, shard)) ?? Promise.reject(await noRun(folder, run, shard));
}

async function joined(request: RunRequest, shard: Shard, run: string): Promise<RunRequest> {
  const resumed = await readShard(request.folder, run, shard);
  const agreed: RunHead | undefined = await readHead(request.folder, run);
  return {
    ...{ ...request, shard, run },
    ...(resumed === undefined ? {} : { resumed }),
    ...(agreed === undefined ? {} : { agreed }),
  };
}

async function refuseOtherModel(folder: string, shared: SharedRun, model: string): Promise<void> {
  for (const id of await runIds(folder)) {
    if (!isOfOtherModel(id, shared)) continue;
    const other = await readRun(folder, id);
    if (other.state !== 'open') continue;
    throw new UserError('bad-model', {
      file: path.resolve(model),
      problem: `Shards of the same work were started with another model, ${other.head.model.name}, as run ${id}.`,
      advice: 'Use the model of that run, or name a new run with --run.',
    });
  }
}

async function noRun(folder: string, run: string, of?: Shard): Promise<UserError> {
  const ids = await runIds(folder);
  const what = of === undefined ? `run ${run}` : `journal of shard ${of.index}/${of.count} of the run ${run}`;
  return new UserError('not-found', {
    file: folder,
    problem: `There is no ${what}.`,
    advice: ids.length === 0 ? 'Check the folder.' : `Its runs are ${ids.slice(-5).join(', ')}.`,
  });
}

function shard(text: string): Shard {
  const parsed = parseShard(text);
  if (parsed === undefined) throw new InvalidArgumentError('Expected i/n with i from 1 to n, such as 3/7.');
  return parsed;
}

function runName(text: string): string {
  if (!/^[\w-]{1,100}$/.test(text)) throw new InvalidArgumentError('Expected only letters, digits, “-” and “_”.');
  return text;
}
