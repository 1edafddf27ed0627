import path from 'node:path';
import { UserError } from '../../core/base/error';
import type { RunRecord } from '../../core/bulk/journal';
import { shardText, type Shard } from '../../core/bulk/shard';
import type { SavedLayout } from '../../core/layouts/savedLayout';
import { t } from '../../core/text/message';
import { readModelCard } from '../model/modelFolder';
import type { RunRequest } from './planRun';
import { readHead, readRun, readShard, runIds } from './runFolder';
import { isOfOtherModel, sharedRunId, type SharedRun } from './runId';
import { labelTaughtAgain, taughtAgain, withTaught } from './taughtIn';

/** Hash of the weights of a model folder. @throws UserError `not-found`, `bad-model` */
export async function modelHash(model: string): Promise<string> {
  return (await readModelCard(path.resolve(model))).sha256.weights;
}

/**
 * What a shard is to do. It goes on with its journal where there is one, so that the same command may be given again.
 * @param asked of all shards
 * @throws UserError `bad-model` where shards of the same work are under way with another model, and as {@link withTaught}
 */
export async function shardRequest(
  asked: RunRequest,
  shard: Shard,
  { run, model, layout }: { readonly run?: string; readonly model: string; readonly layout?: SavedLayout | undefined },
): Promise<RunRequest> {
  const { folder } = asked;
  const request: RunRequest = { ...asked, sources: await withTaught(folder, asked.sources) };
  const shared: SharedRun = {
    ...{ request, model: await modelHash(model), shards: shard.count },
    ...(layout === undefined ? {} : { layout }),
  };
  if (run === undefined) await refuseOtherModel(folder, shared, model);
  return joined(request, shard, run ?? sharedRunId(shared));
}

/** A run with a name of its own; it goes on with its journal where there is one. @throws UserError as {@link readRun} */
export async function namedRequest(request: RunRequest, run: string): Promise<RunRequest> {
  const isThere = (await runIds(request.folder)).includes(run);
  return isThere ? { ...request, run, resumed: await readRun(request.folder, run) } : { ...request, run };
}

/** The shard of a run as it was begun. @throws UserError `not-found` where no shard has begun */
export async function resumedShard(folder: string, run: string, shard: Shard): Promise<RunRequest> {
  const head = await readHead(folder, run);
  if (head === undefined) throw await noRun(folder, run);
  const { sources, replace = false, single = false, array } = head;
  const series = single ? 'single' : 'whole';
  return joined({ folder, sources, replace, series, ...(array === undefined ? {} : { array }) }, shard, head.id);
}

/** The journal of a shard. @throws UserError `not-found` */
export async function shardRecord(folder: string, run: string, shard: Shard): Promise<RunRecord> {
  return (await readShard(folder, run, shard)) ?? Promise.reject(await noRun(folder, run, shard));
}

async function joined(request: RunRequest, shard: Shard, run: string): Promise<RunRequest> {
  const resumed = await readShard(request.folder, run, shard);
  const agreed = await readHead(request.folder, run);
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
    const label = labelTaughtAgain(other.head.sources, shared.request.sources);
    if (label !== undefined) throw taughtAgain(folder, label);
    throw new UserError('bad-model', {
      file: path.resolve(model),
      problem: t`Shards of the same work were started with another model, ${other.head.model.name}, as run ${id}.`,
      advice: t`Use the model of that run, or name a new run with --run.`,
    });
  }
}

async function noRun(folder: string, run: string, of?: Shard): Promise<UserError> {
  const last = (await runIds(folder)).slice(-5).join(', ');
  return new UserError('not-found', {
    file: folder,
    problem:
      of === undefined
        ? t`There is no run ${run}.`
        : t`There is no journal of shard ${shardText(of)} of the run ${run}.`,
    advice: last === '' ? t`Check the folder.` : t`The last runs of the folder are ${last}.`,
  });
}
