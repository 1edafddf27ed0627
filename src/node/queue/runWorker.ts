import { realpath } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { CancellationToken } from '../../core/base/cancellation';
import { isCancellation, messageOf, UserError } from '../../core/base/error';
import { parseBatch, type Batch } from '../../core/bulk/batch';
import type { ImageEntry } from '../../core/bulk/journal';
import { t } from '../../core/text/message';
import type { Segmenter } from '../inference/segmenter';
import type { MaskApi } from '../masks/maskApi';
import type { BatchAtHand, QueueAddress, QueueModule, ServerEvents, WorkOutcome } from './batchQueue';
import { OpenRuns, workBatch } from './workBatch';

/** A folder as others name it, and as this machine does. */
export interface Root {
  readonly from: string;
  readonly to: string;
}

export interface WorkerOptions extends ServerEvents {
  readonly client: Segmenter;
  /** Writes the masks; in a thread, so that packing them does not block this one. */
  readonly store: MaskApi;
  /** Where folders lie on this machine; with any, folders outside are refused. */
  readonly roots: readonly Root[];
  readonly concurrency: number;
  /** Seconds after which a batch of a worker that has gone silent goes to another one. */
  readonly lock: number;
  readonly token: CancellationToken;
  readonly onBatch: (ended: { readonly entries: readonly ImageEntry[]; readonly seconds: number }) => void;
  readonly onRetry: (reason: string) => void;
}

/**
 * Works off batches until it is stopped. The model runs in processes of its own and masks are packed in a thread, so that the
 * queue always hears in time that this worker lives.
 *
 * @throws UserError where this machine cannot work on what is in the queue: with another model, or without the folder
 */
export async function runWorker(
  queue: QueueModule,
  address: QueueAddress,
  { client, store, roots, concurrency, lock, token, onBatch, onRetry, ...server }: WorkerOptions,
): Promise<void> {
  const model = await client.start();
  const runs = new OpenRuns();
  let unfit: UserError | undefined;
  /** What this machine cannot do, another one may: the batch goes back, and this worker ends. */
  const giveBack = (error: UserError): WorkOutcome => {
    unfit ??= error;
    return { kind: 'back' };
  };
  const work = async (at: BatchAtHand): Promise<WorkOutcome> => {
    if (token.isCancellationRequested || unfit !== undefined) return { kind: 'back' };
    let batch: Batch;
    try {
      batch = parseBatch(at.data);
    } catch (error) {
      return { kind: 'refused', reason: messageOf(error) };
    }
    if (batch.model !== model.sha256) return giveBack(otherModel(batch, model.name));
    const folder = await folderOf(batch, roots);
    if (folder === undefined) return giveBack(noFolder(batch));
    const start = performance.now();
    try {
      const run = await runs.open(batch, folder, token);
      const entries = await workBatch(batch, run, { client, model, token, store, keep: at.keep });
      onBatch({ entries, seconds: (performance.now() - start) / 1000 });
      return { kind: 'done', report: entries };
    } catch (error) {
      if (isCancellation(error)) return { kind: 'back' };
      // Of a label that was taught differently here.
      if (error instanceof UserError && error.code === 'bad-model') return giveBack(error);
      onRetry(messageOf(error));
      throw error;
    }
  };
  const onRefused = (error: UserError): void => {
    unfit ??= error;
  };
  const worker = queue.startWorker(address, { concurrency, lock, work, onRefused, ...server });
  while (!token.isCancellationRequested && unfit === undefined) await pause(200);
  await worker.stop();
  if (unfit !== undefined) throw unfit;
}

function otherModel({ run }: Batch, name: string): UserError {
  return new UserError('bad-model', {
    problem: t`The run ${run} was started with another model than ${name}.`,
    advice: t`Start this worker with the model of the run, using --model.`,
  });
}

/** The folder of a batch on this machine; undefined where it is not there or under no root. */
async function folderOf({ folder }: Batch, roots: readonly Root[]): Promise<string | undefined> {
  const root = roots.find(({ from }) => folder === from || folder.startsWith(from.endsWith('/') ? from : `${from}/`));
  const here = root === undefined ? folder : path.join(root.to, folder.slice(root.from.length));
  const there = await realpath(here).catch(() => undefined);
  const isAllowed = (roots.length === 0 || root !== undefined) && !folder.split('/').includes('..');
  return isAllowed && there !== undefined ? here : undefined;
}

function noFolder({ folder }: Batch): UserError {
  return new UserError('not-found', {
    file: folder,
    problem: t`This machine cannot find the folder of a batch.`,
    advice: t`Specify its location with --root FROM=TO.`,
  });
}
