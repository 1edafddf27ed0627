import { readFile } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { neverCancelled, type CancellationToken } from '../../core/base/cancellation';
import { isCancellation, messageOf, UserError } from '../../core/base/error';
import type { BulkProgress, BulkSummary } from '../../core/bulk/bulkSummary';
import { parsePromptsFile, type PlannedObject } from '../../core/bulk/promptsFile';
import { findImages } from '../dataset/findImages';
import { maskState } from '../files/maskStore';
import { openImage } from '../image/openImage';
import type { InferenceClient } from '../inference/inferenceClient';
import { saveMachineMasks, segmentObjects, wholeImage } from './segmentImage';

/** Where the prompts of a bulk run come from: a prompts file, or one box over each whole image. */
export type PromptSource = { readonly kind: 'file'; readonly path: string } | { readonly kind: 'whole' };

export interface BulkContext {
  readonly client: InferenceClient;
  /** Name written into the sidecars. */
  readonly by: string;
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

/**
 * Makes masks for the images in a folder. Images that have masks are skipped, so a run that was interrupted goes on where it
 * stopped; errors are collected and stop nothing else.
 *
 * @throws UserError when the folder or the prompts file cannot be read, or no device can run the model
 */
export async function generateMasks(folder: string, source: PromptSource, context: BulkContext): Promise<BulkSummary> {
  const start = performance.now();
  const token = context.token ?? neverCancelled;
  const plan = await planWork(resolve(folder), source);
  const written: string[] = [];
  const skipped: BulkSummary['skipped'][number][] = [];
  const failed: BulkSummary['failed'][number][] = [];
  let cancelled = false;
  if (plan.length > 0 && context.dryRun !== true) await context.client.start();
  for (const [done, { file, objects }] of plan.entries()) {
    cancelled = token.isCancellationRequested;
    if (cancelled) break;
    const counts = { written: written.length, skipped: skipped.length, failed: failed.length };
    context.onProgress?.({ done, total: plan.length, current: file, ...counts });
    const path = join(folder, file);
    try {
      const state = await maskState(path);
      if (context.isEdited?.(path) === true) skipped.push({ file, reason: 'it has unsaved edits' });
      else if (state === 'none') {
        if (context.dryRun !== true) await segmentImage(path, objects, context, token);
        written.push(file);
      } else {
        skipped.push({ file, reason: reasons[state] });
      }
    } catch (error) {
      cancelled = isCancellation(error);
      if (cancelled) break;
      failed.push({ file, error: asUserError(error, path) });
    }
  }
  return { written, skipped, failed, cancelled, seconds: (performance.now() - start) / 1000 };
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
  { client, by }: BulkContext,
  token: CancellationToken,
): Promise<void> {
  const image = await openImage(path);
  try {
    const wanted = planned ?? [wholeImage(image.info)];
    const made = await segmentObjects(image, wanted, { client, by, token, priority: 'bulk' });
    await saveMachineMasks(image, made);
  } finally {
    image.dispose();
  }
}

function asUserError(error: unknown, file: string): UserError {
  return error instanceof UserError
    ? error.inFile(file)
    : new UserError('unreadable', { file, problem: `${messageOf(error)}.`, cause: error });
}
