import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { CancellationToken } from '../../core/base/cancellation';
import { isCancellation, UserError, userErrorOf } from '../../core/base/error';
import { skip } from '../../core/base/skip';
import type { Batch } from '../../core/bulk/batch';
import { writtenEntry, type ImageEntry } from '../../core/bulk/journal';
import { flattenedIn } from '../../core/document/flattening';
import type { LabelSet } from '../../core/labels/labelSet';
import type { LoadedModel } from '../../core/protocol/inferenceApi';
import { t } from '../../core/text/message';
import { maskImage, type MaskContext } from '../bulk/maskImage';
import { openSources, type RunSources } from '../bulk/openSources';
import { isOfRun, type RunRequest } from '../bulk/planRun';
import { workSideBySide } from '../bulk/sideBySide';
import { decodersIn, taughtIn, withTaught } from '../bulk/taughtIn';
import { insideFolder } from '../files/insideFolder';
import type { Segmenter } from '../inference/segmenter';
import { findLabels } from '../labels/labelFile';
import { removeLeftoversOf } from '../masks/leftovers';
import { boundedMasks } from '../masks/boundedMasks';
import type { MaskApi } from '../masks/maskApi';

export interface BatchContext {
  readonly client: Segmenter;
  readonly model: LoadedModel;
  readonly store: MaskApi;
  readonly token: CancellationToken;
  /** Keeps the batch with more in it, where it outlives this process. */
  readonly keep: (batch: Batch) => Promise<void>;
}

/** What a run finds in its folder, as this machine sees it; of the runs that were worked on last. */
export class OpenRuns {
  readonly #runs = new Map<string, Promise<OpenRun>>();

  open(batch: Batch, folder: string, token: CancellationToken): Promise<OpenRun> {
    const key = `${batch.run}\n${folder}`;
    const known = this.#runs.get(key);
    if (known !== undefined) return known;
    const opened = openRun(batch, folder, token);
    this.#runs.set(key, opened);
    opened.catch(() => this.#runs.delete(key));
    for (const old of [...this.#runs.keys()].slice(0, -3)) this.#runs.delete(old);
    return opened;
  }
}

export interface OpenRun extends Pick<RunSources, 'sources' | 'members'> {
  readonly request: RunRequest;
  readonly folder: string;
  readonly labels: LabelSet;
  readonly taught: NonNullable<MaskContext['taught']>;
}

async function openRun(
  { sources, replace, single, array }: Batch,
  folder: string,
  token: CancellationToken,
): Promise<OpenRun> {
  const request: RunRequest = {
    ...{ folder, sources, series: single === true ? 'single' : 'whole' },
    ...(array === undefined ? {} : { array }),
    ...(replace === true ? { replace } : {}),
  };
  // A worker that has other taught labels than the run has to say so before it takes an image.
  await withTaught(folder, sources);
  const labels = await findLabels(folder, () => undefined);
  const opened = await openSources(request, { token });
  return { ...opened, request, folder, labels, taught: taughtIn(folder, sources) };
}

/** Images that are read and written for each that is segmented, and bytes of all files that are open at the same time. */
const around = 3;
const openBytes = 256 * 2 ** 20;

/**
 * Makes the masks of a batch. It may be done again, by anyone, whatever became of the first time: masks that the run has written
 * are left alone and reported.
 *
 * @returns lines for the journal of the run
 * @throws UserError `cancelled`, and what concerns the whole batch, such as `no-device`
 */
export async function workBatch(batch: Batch, run: OpenRun, context: BatchContext): Promise<ImageEntry[]> {
  const { folder } = run;
  const entries: ImageEntry[] = [];
  let broken: Error | undefined;
  const store = boundedMasks(folder, context.store);
  await removeLeftoversOf(folder, await inside(folder, batch.images));
  const keeper = new Keeper(batch, context.keep);
  const decoderFor = decodersIn(folder, context.model);
  await workSideBySide(
    batch.images,
    {
      width: (context.client.size ?? 1) + around,
      budget: openBytes,
      weigh: (image) =>
        stat(path.join(folder, image)).then(
          ({ size }) => size,
          () => 0,
        ),
      isStopped: () => broken !== undefined || context.token.isCancellationRequested,
    },
    async (image) => {
      try {
        entries.push(...(await workImage(image, batch, run, { ...context, store, keeper, decoderFor })));
      } catch (error) {
        broken ??= error instanceof Error ? error : new Error(String(error));
      }
    },
  );
  if (broken !== undefined) throw broken;
  if (context.token.isCancellationRequested) throw new UserError('cancelled', { problem: t`The worker was stopped.` });
  return entries;
}

/** Sidecars that are about to be replaced, kept in the queue before they are. */
class Keeper {
  readonly #keep: BatchContext['keep'];
  #batch: Batch;
  #last: Promise<void> = Promise.resolve();

  constructor(batch: Batch, keep: BatchContext['keep']) {
    this.#batch = batch;
    this.#keep = keep;
  }

  before(image: string): string | undefined {
    return this.#batch.before?.[image];
  }

  keep(image: string, before: string): Promise<void> {
    this.#batch = { ...this.#batch, before: { ...this.#batch.before, [image]: before } };
    this.#last = this.#last.catch(() => undefined).then(() => this.#keep(this.#batch));
    return this.#last;
  }
}

async function workImage(
  image: string,
  batch: Batch,
  run: OpenRun,
  { keeper, decoderFor, ...context }: BatchContext & Pick<MaskContext, 'decoderFor'> & { readonly keeper: Keeper },
): Promise<ImageEntry[]> {
  const { folder, request, sources, members, labels, taught } = run;
  const file = path.join(folder, image);
  const begun = (): ImageEntry => {
    const before = keeper.before(image);
    return { type: 'begun', image, ...(before === undefined ? {} : { before }) };
  };
  const written = async (): Promise<ImageEntry[] | undefined> => {
    const disk = await context.store.inspectMasks(file);
    return disk.sidecar !== undefined && isOfRun(disk, batch.run)
      ? [begun(), writtenEntry(image, disk.version, flattenedIn(disk.sidecar))]
      : undefined;
  };
  try {
    await insideFolder(folder, image);
    const { client, model, store, token } = context;
    const outcome = await maskImage(image, {
      ...{ request, folder, sources, members, labels, taught, model, client, token, store, priority: 'bulk' },
      ...(batch.layout === undefined ? {} : { layout: batch.layout }),
      ...(decoderFor && { decoderFor }),
      signature: { by: batch.by, run: batch.run },
      onBegin: async (_, before) => {
        if (before !== undefined) await keeper.keep(image, before);
      },
    });
    if (outcome.kind === 'written') {
      return [begun(), writtenEntry(image, outcome.version, outcome.flattened)];
    }
    const { reason } = outcome.kind === 'skipped' ? outcome : skip('no-prompt');
    return [{ type: 'skipped', image, reason }];
  } catch (error) {
    if (isCancellation(error) || (error instanceof UserError && ofBatch.has(error.code))) throw error;
    if (error instanceof UserError && error.code === 'conflict') {
      // Another worker may have got the batch, too.
      return (await written()) ?? [{ type: 'skipped', image, reason: skip('changed-meanwhile').reason }];
    }
    const { code, message } = userErrorOf(error, file);
    return [{ type: 'failed', image, code, message }];
  }
}

/** What is not the image's fault. */
const ofBatch: ReadonlySet<UserError['code']> = new Set(['no-device', 'broken-install']);

async function inside(folder: string, images: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const image of images) {
    if (
      await insideFolder(folder, image).then(
        () => true,
        () => false,
      )
    )
      found.push(image);
  }
  return found;
}
