import { stat } from 'node:fs/promises';
import path from 'node:path';
import { neverCancelled, type CancellationToken } from '../../core/base/cancellation';
import { isCancellation, messageOf, UserError, userErrorOf } from '../../core/base/error';
import { skip } from '../../core/base/skip';
import type { AuditedMask, BulkProgress, BulkSummary } from '../../core/bulk/bulkSummary';
import { writtenEntry } from '../../core/bulk/journal';
import { distinct, type AnnotationNote } from '../../core/layouts/annotationNote';
import type { SavedLayout } from '../../core/layouts/savedLayout';
import type { LabelSet } from '../../core/labels/labelSet';
import type { LoadedModel } from '../../core/protocol/inferenceApi';
import { localMasks } from '../masks/localMasks';
import { boundedMasks } from '../masks/boundedMasks';
import type { MaskApi } from '../masks/maskApi';
import { maskImage, type Masked } from './maskImage';
import { workSideBySide } from './sideBySide';
import { flattenedBefore, type RunPlan } from './planRun';
import { RunJournals } from './runJournals';
import { sweepRuns } from './runFolder';
import { decodersIn, taughtIn } from './taughtIn';
import type { Segmenter } from '../inference/segmenter';

export interface RunContext {
  readonly client: Segmenter;
  /** Name written into the sidecars. */
  readonly by: string;
  /** Labels of the workspace, for the values and colours of the masks. */
  readonly labels?: LabelSet;
  /** Layout to save in; left out, that of the masks that an image has, otherwise label maps. */
  readonly layout?: SavedLayout;
  /** Whether a person is editing the masks of this image, which then is skipped. */
  readonly isEdited?: (path: string) => boolean;
  readonly onProgress?: (progress: BulkProgress) => void;
  /** Reads and writes masks; in this thread when left out. */
  readonly store?: MaskApi;
  /** Whether taught labels of the folder answer prompts where they do better than the model; yes when left out. */
  readonly usesTaught?: boolean;
  /** Waits for a process that is at the run and may have been killed on another machine. */
  readonly patient?: boolean;
  /** Waited for before an image is begun, so that a run can be paused. */
  readonly ready?: () => Promise<void>;
  readonly token?: CancellationToken;
}

/** Images that are read and written for each that is segmented: enough to keep the encoder busy. */
const around = 3;
/** Bytes of all files that are open at the same time; a larger one is opened alone. */
const openBytes = 256 * 2 ** 20;

type Outcome = Masked | { readonly kind: 'failed'; readonly error: UserError };

/**
 * Makes the masks of a plan. Errors are collected and stop nothing else; what was done is written into the run's journal, so
 * that an interrupted run can be resumed. While one image is encoded, the next are read and decoded and the ones
 * before are written; the summary has the order of the plan all the same.
 *
 * @throws UserError `no-device`, `bad-model` when a resumed run had another model, `unwritable` naming the journal,
 *   `conflict` when another process is at the run
 */
export async function generateMasks(plan: RunPlan, context: RunContext): Promise<BulkSummary> {
  const start = performance.now();
  const journal = await openJournals(plan, context);
  try {
    const { outcomes, notes, cancelled } = await maskImages(plan, context, journal);
    const seconds = (performance.now() - start) / 1000;
    const summary: BulkSummary = {
      ...(journal === undefined ? {} : { run: journal.id }),
      ...summarise(plan, outcomes),
      notes: distinct([...plan.sources.notes, ...notes]),
      ...{ unprompted: plan.unprompted, before: plan.before + plan.unjournaled.length, cancelled, seconds },
    };
    const open = plan.todo.filter((_, index) => outcomes[index] === undefined);
    await journal?.end(seconds, summary.written, open);
    return summary;
  } finally {
    await journal?.close();
  }
}

/** @returns undefined where nothing is written; a shard without images is written down, so that its run can end */
async function openJournals(plan: RunPlan, { client, by, patient }: RunContext): Promise<RunJournals | undefined> {
  const { request, todo, folder } = plan;
  if (request.audit === true) return undefined;
  if (request.resumed === undefined && request.shard === undefined && todo.length === 0) {
    await sweepRuns(folder);
    return undefined;
  }
  return RunJournals.open(plan, await client.start(), by, patient);
}

async function maskImages(
  plan: RunPlan,
  context: RunContext,
  run: RunJournals | undefined,
): Promise<{ outcomes: readonly (Outcome | undefined)[]; notes: readonly AnnotationNote[]; cancelled: boolean }> {
  const { folder, todo } = plan;
  const token = context.token ?? neverCancelled;
  const outcomes: (Outcome | undefined)[] = todo.map(() => undefined);
  const counts = { written: 0, skipped: plan.skipped.length, failed: plan.failed.length };
  const model = todo.length === 0 ? undefined : await context.client.start();
  const notes: AnnotationNote[] = [];
  let cancelled = false;
  let broken: Error | undefined;
  let done = 0;
  const store = boundedMasks(folder, context.store ?? localMasks);
  const taught = taughtIn(folder, plan.request.sources);
  const decoderFor = model === undefined || context.usesTaught === false ? undefined : decodersIn(folder, model);
  const report = (current: string): void => {
    context.onProgress?.({ done, total: todo.length, current, ...counts });
  };
  const work = async (image: string, index: number): Promise<void> => {
    report(image);
    const file = path.join(folder, image);
    let outcome: Outcome;
    try {
      outcome =
        context.isEdited?.(file) === true
          ? { kind: 'skipped', ...skip('unsaved-edits') }
          : await maskImage(image, {
              ...{ request: plan.request, folder, sources: plan.sources, members: plan.members, model: known(model) },
              ...{ client: context.client, token, priority: 'bulk', taught, ...(decoderFor && { decoderFor }) },
              ...(context.labels === undefined ? {} : { labels: context.labels }),
              ...(context.layout === undefined ? {} : { layout: context.layout }),
              store,
              note: (note) => notes.push(note),
              signature: {
                by: context.by,
                ...(run === undefined ? {} : { run: run.id }),
                ...(plan.request.assistant === undefined ? {} : { assistant: plan.request.assistant }),
              },
              onBegin: async (begun, before) => {
                await run?.appendSynced({
                  ...{ type: 'begun', image: begun },
                  ...(before === undefined ? {} : { before }),
                });
              },
            });
    } catch (error) {
      if (isCancellation(error)) {
        cancelled = true;
        return;
      }
      outcome = isConflict(error)
        ? { kind: 'skipped', ...skip('changed-meanwhile') }
        : { kind: 'failed', error: userErrorOf(error, file) };
    }
    outcomes[index] = outcome;
    done++;
    counts[outcome.kind === 'compared' ? 'written' : outcome.kind]++;
    report(image);
    try {
      await note(run, image, outcome);
    } catch (error) {
      broken = error instanceof Error ? error : new Error(messageOf(error));
    }
  };
  await workSideBySide(
    todo,
    {
      width: (context.client.size ?? 1) + around,
      budget: openBytes,
      weigh: async (image) => {
        await context.ready?.();
        return sizeOf(path.join(folder, image));
      },
      isStopped: () => broken !== undefined || (cancelled ||= token.isCancellationRequested),
    },
    work,
  );
  if (broken !== undefined) throw broken;
  return { outcomes, notes, cancelled };
}

function known(model: LoadedModel | undefined): LoadedModel {
  if (model === undefined) throw new RangeError('The model has not been started.');
  return model;
}

function isConflict(error: unknown): boolean {
  return error instanceof UserError && error.code === 'conflict';
}

async function note(run: RunJournals | undefined, image: string, outcome: Outcome): Promise<void> {
  switch (outcome.kind) {
    case 'written':
      return run?.append(writtenEntry(image, outcome.version, outcome.flattened));
    case 'skipped':
      return run?.append({ type: 'skipped', image, reason: outcome.reason });
    case 'failed': {
      const { code, message } = outcome.error;
      return run?.append({ type: 'failed', image, code, message });
    }
    case 'compared':
  }
}

function summarise(
  plan: RunPlan,
  outcomes: readonly (Outcome | undefined)[],
): Pick<BulkSummary, 'written' | 'flattened' | 'skipped' | 'failed' | 'audited'> {
  const written: string[] = [];
  const flattened = flattenedBefore(plan);
  const skipped = [...plan.skipped];
  const failed = [...plan.failed];
  const audited: AuditedMask[] = [];
  for (const [index, file] of plan.todo.entries()) {
    const outcome = outcomes[index];
    if (outcome?.kind === 'written') {
      written.push(file);
      if (outcome.flattened !== undefined) flattened.push({ file, text: outcome.flattened });
    } else if (outcome?.kind === 'compared') audited.push(...outcome.masks);
    else if (outcome?.kind === 'skipped') skipped.push({ file, code: outcome.code, reason: outcome.reason });
    else if (outcome?.kind === 'failed') failed.push({ file, error: outcome.error });
  }
  return { written, flattened, skipped, failed, audited: audited.sort((a, b) => a.dice - b.dice) };
}

/** Size in bytes; 0 for a file that cannot be read, which fails when its turn comes. */
async function sizeOf(file: string): Promise<number> {
  return stat(file).then(
    ({ size }) => size,
    () => 0,
  );
}
