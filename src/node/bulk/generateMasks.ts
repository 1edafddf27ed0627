import { readFile, stat } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { neverCancelled, type CancellationToken } from '../../core/base/cancellation';
import { isCancellation, messageOf, UserError, userErrorOf } from '../../core/base/error';
import type { BulkProgress, BulkSummary } from '../../core/bulk/bulkSummary';
import { parsePromptsFile, type PlannedObject } from '../../core/bulk/promptsFile';
import type { LabelSet } from '../../core/labels/labelSet';
import { findImages } from '../dataset/findImages';
import { maskState } from '../files/maskStore';
import { openImage } from '../image/openImage';
import type { InferenceClient } from '../inference/inferenceClient';
import { overlapWork } from './overlap';
import { saveMachineMasks, segmentObjects, wholeImage } from './segmentImage';

/** Where the prompts of a bulk run come from: a prompts file, or one box over each whole image. */
export type PromptSource = { readonly kind: 'file'; readonly path: string } | { readonly kind: 'whole' };

export interface BulkContext {
  readonly client: InferenceClient;
  /** Name written into the sidecars. */
  readonly by: string;
  /** Labels of the workspace, for the values and colours of the masks. */
  readonly labels?: LabelSet;
  /** Tells what would be done and does nothing. */
  readonly dryRun?: boolean;
  /** Whether a person is editing the masks of this image, which then is skipped. */
  readonly isEdited?: (path: string) => boolean;
  readonly onProgress?: (progress: BulkProgress) => void;
  readonly token?: CancellationToken;
}

/** What the summary says of images that have masks. */
const reasons = {
  machine: 'it has masks',
  human: 'a person has worked on its masks',
  foreign: 'it has a mask file of another origin',
} as const;

interface Work {
  readonly file: string;
  /** undefined: one box over the whole first slice. */
  readonly objects: readonly PlannedObject[] | undefined;
}

/** Images that are read, segmented and written at the same time: enough to keep the encoder busy. */
const width = 4;
/** Bytes of all files that are open at the same time; a larger one is opened alone. */
const openBytes = 256 * 2 ** 20;

/** What became of an image; undefined when the run was cancelled before. */
type Outcome =
  | { readonly kind: 'written' }
  | { readonly kind: 'skipped'; readonly reason: string }
  | { readonly kind: 'failed'; readonly error: UserError }
  | undefined;

/**
 * Makes masks for the images in a folder. Images that have masks are skipped, so a run that was interrupted goes on where it
 * stopped; errors are collected and stop nothing else. While one image is encoded, the next are read and decoded and the ones
 * before are written; the summary has the order of the images all the same.
 *
 * @throws UserError when the folder or the prompts file cannot be read, or no device can run the model
 */
export async function generateMasks(folder: string, source: PromptSource, context: BulkContext): Promise<BulkSummary> {
  const start = performance.now();
  const token = context.token ?? neverCancelled;
  const plan = await planWork(resolve(folder), source);
  const outcomes: Outcome[] = plan.map(() => undefined);
  const counts = { written: 0, skipped: 0, failed: 0 };
  const end = (index: number, outcome: NonNullable<Outcome>): void => {
    outcomes[index] = outcome;
    counts[outcome.kind]++;
  };
  const begun = new Set<string>();
  let cancelled = false;
  if (plan.length > 0 && context.dryRun !== true) await context.client.start();
  await overlapWork(
    plan,
    {
      width,
      budget: openBytes,
      weigh: ({ file }) => sizeOf(join(folder, file)),
      isStopped: () => (cancelled ||= token.isCancellationRequested),
    },
    async (work, index) => {
      const done = counts.written + counts.skipped + counts.failed;
      context.onProgress?.({ done, total: plan.length, current: work.file, ...counts });
      const path = join(folder, work.file);
      const isTwice = begun.has(path);
      begun.add(path);
      try {
        end(
          index,
          isTwice ? { kind: 'skipped', reason: 'it is listed twice' } : await maskImage(path, work, context, token),
        );
      } catch (error) {
        if (isCancellation(error)) cancelled = true;
        else end(index, { kind: 'failed', error: userErrorOf(error, path) });
      }
    },
  );
  return { ...summarise(plan, outcomes), cancelled, seconds: (performance.now() - start) / 1000 };
}

async function maskImage(
  path: string,
  { objects }: Work,
  context: BulkContext,
  token: CancellationToken,
): Promise<NonNullable<Outcome>> {
  const state = await maskState(path);
  if (context.isEdited?.(path) === true) return { kind: 'skipped', reason: 'it has unsaved edits' };
  if (state !== 'none') return { kind: 'skipped', reason: reasons[state] };
  if (context.dryRun !== true) await segmentImage(path, objects, context, token);
  return { kind: 'written' };
}

function summarise(
  plan: readonly Work[],
  outcomes: readonly Outcome[],
): Pick<BulkSummary, 'written' | 'skipped' | 'failed'> {
  const written: string[] = [];
  const skipped: BulkSummary['skipped'][number][] = [];
  const failed: BulkSummary['failed'][number][] = [];
  for (const [index, { file }] of plan.entries()) {
    const outcome = outcomes[index];
    if (outcome?.kind === 'written') written.push(file);
    else if (outcome?.kind === 'skipped') skipped.push({ file, reason: outcome.reason });
    else if (outcome?.kind === 'failed') failed.push({ file, error: outcome.error });
  }
  return { written, skipped, failed };
}

/** Size in bytes; 0 for a file that cannot be read, which fails when its turn comes. */
async function sizeOf(path: string): Promise<number> {
  return stat(path).then(
    ({ size }) => size,
    () => 0,
  );
}

async function planWork(folder: string, source: PromptSource): Promise<Work[]> {
  if (source.kind === 'whole') return (await findImages(folder)).map((file) => ({ file, objects: undefined }));
  let text: string;
  try {
    text = await readFile(source.path, 'utf8');
  } catch (cause) {
    throw new UserError('not-found', {
      file: source.path,
      problem: `The prompts file cannot be read: ${messageOf(cause)}.`,
      advice: 'Check the path.',
      cause,
    });
  }
  const below = relative(folder, dirname(resolve(source.path)))
    .split(sep)
    .join('/');
  return [...parsePromptsFile(text, source.path)].map(([image, objects]) => ({
    file: below === '' ? image : `${below}/${image}`,
    objects,
  }));
}

async function segmentImage(
  path: string,
  planned: readonly PlannedObject[] | undefined,
  { client, by, labels }: BulkContext,
  token: CancellationToken,
): Promise<void> {
  const image = await openImage(path, { series: 'single' });
  try {
    const wanted = planned ?? [wholeImage(image.info)];
    const made = await segmentObjects(image, wanted, { client, by, token, priority: 'bulk' });
    await saveMachineMasks(image, made, labels);
  } finally {
    image.dispose();
  }
}
