import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { neverCancelled, throwIfCancelled, type CancellationToken } from '../../core/base/cancellation';
import { UserError, userErrorOf } from '../../core/base/error';
import { skip, type Skip, type SkippedFile } from '../../core/base/skip';
import type { BulkSummary } from '../../core/bulk/bulkSummary';
import type { RunRecord } from '../../core/bulk/journal';
import { isInShard } from '../../core/bulk/shard';
import { flattenedIn } from '../../core/document/flattening';
import { imageOfOwnFile } from '../../core/sidecar/names';
import { t, type Message } from '../../core/text/message';
import { exists } from '../files/exists';
import { insideFolder } from '../files/insideFolder';
import { localMasks } from '../masks/localMasks';
import type { MaskApi } from '../masks/maskApi';
import type { RunRequest } from './runRequest';
import { openSources, type RunSources } from './openSources';
import { withTaught } from './taughtIn';
import type { MasksOnDisk } from '../masks/maskStore';

export type { RunRequest };

/** Images of a run, sorted out. Paths are relative to the folder. */
export interface RunPlan {
  readonly request: RunRequest;
  /** Absolute path. */
  readonly folder: string;
  readonly sources: RunSources['sources'];
  readonly todo: readonly string[];
  /** Files of the images that are series. */
  readonly members: RunSources['members'];
  readonly skipped: readonly SkippedFile[];
  readonly failed: readonly { readonly file: string; readonly error: UserError }[];
  /** Number of images that no source refers to. */
  readonly unprompted: number;
  /** Number of images that the resumed run has written, as its journal says. */
  readonly before: number;
  /** Images that the resumed run has written without its journal knowing. */
  readonly unjournaled: readonly WrittenBefore[];
}

interface WrittenBefore {
  readonly image: string;
  readonly version: string;
  /** What its label map loses where objects overlap, which was not reported. */
  readonly flattened: Message | undefined;
}

export interface PlanOptions {
  readonly onProgress?: (looked: number) => void;
  /** Inspects existing masks; in this thread when left out. */
  readonly store?: MaskApi;
  readonly token?: CancellationToken;
}

/** Images after which the thread may do something else. */
const breath = 500;

/**
 * Finds out what a run would do, and does nothing.
 * @throws UserError when the folder or a source of prompts cannot be read, `cancelled`, and as {@link withTaught}
 */
export async function planRun(
  asked: RunRequest,
  { onProgress, store = localMasks, token = neverCancelled }: PlanOptions = {},
): Promise<RunPlan> {
  const folder = path.resolve(asked.folder);
  const request: RunRequest = { ...asked, sources: await withTaught(folder, asked.sources) };
  if (addsObjects(request) && request.sources.length > 1) {
    throw new UserError('bad-input', {
      problem: t`Propagation cannot be combined with other sources of prompts.`,
      advice: t`Start a separate run for propagation.`,
    });
  }
  const { sources, imageOf, files, unreadable, lost, members } = await openSources(request, {
    token,
    ...(onProgress === undefined ? {} : { onProgress }),
  });
  const { shard } = request;
  const named = sources.images;
  if (named.size === 0 && imageOf.size === 0 && unreadable.size === 0) throw noImages(folder);
  const only = request.only && new Set(request.only);
  const isMeant = (image: string): boolean => (only?.has(image) ?? true) && isInShard(image, shard);
  const images = new Set<string>();
  for (const { image } of imageOf.values()) if (isMeant(image.path)) images.add(image.path);
  const prompted = new Set<string>();
  for (const file of named) {
    const image = imageOf.get(file)?.image.path ?? file;
    if (isMeant(image)) prompted.add(image);
  }
  const masked = imagesWithMasks(files);
  const todo: string[] = [];
  const skipped: SkippedFile[] = [];
  const failed: RunPlan['failed'][number][] = [
    ...[...unreadable].map(([file, error]) => ({ file, error })),
    ...lost.map((file) => lostImages(file, path.join(folder, file))),
  ].filter(({ file }) => isMeant(file));
  const unjournaled: WrittenBefore[] = [];
  let before = 0;
  let looked = 0;
  for (const image of prompted) {
    throwIfCancelled(token);
    onProgress?.(looked++);
    // Most images of a large folder have nothing beside them; what has come since is seen before anything is written.
    if (looked % breath === 0) await setImmediate();
    if (request.resumed?.written.has(image)) before++;
    else if (images.has(image) && !masked.has(image)) todo.push(image);
    else {
      const file = path.join(folder, image);
      try {
        if (!images.has(image)) await checkNamed(folder, image);
        const disk = await store.inspectMasks(file);
        const left = skipOf(disk, request);
        const { sidecar, version } = disk;
        if (sidecar !== undefined && isOfRun(disk, request.resumed?.head.id ?? request.run)) {
          unjournaled.push({ image, version, flattened: flattenedIn(sidecar) });
        } else if (left === undefined) todo.push(image);
        else skipped.push({ file: image, ...left });
      } catch (error) {
        failed.push({ file: image, error: userErrorOf(error, file) });
      }
    }
  }
  let unprompted = 0;
  for (const image of images) if (!prompted.has(image)) unprompted++;
  return { request, folder, sources, todo, members, skipped, failed, unprompted, before, unjournaled };
}

/** Checks an image that was named and not listed. @throws UserError `not-found`, and as {@link insideFolder} */
async function checkNamed(folder: string, image: string): Promise<void> {
  if (await exists(await insideFolder(folder, image))) return;
  throw new UserError('not-found', {
    file: image,
    problem: t`${folder} contains no image with this name, or several that match.`,
    advice: t`Correct the name in the prompts, or add the image to the folder.`,
  });
}

function lostImages(file: string, full: string): RunPlan['failed'][number] {
  const error = new UserError('not-found', {
    file: full,
    problem: t`The images that this segmentation refers to are not in the folder.`,
    advice: t`Add them to the folder.`,
  });
  return { file, error };
}

function noImages(file: string): UserError {
  return new UserError('not-found', {
    file,
    problem: t`The folder contains no images.`,
    advice: t`Name a folder with images; docs/formats.md lists the formats.`,
  });
}

/** Images that something lies beside, written by any program. */
function imagesWithMasks(files: ReadonlySet<string>): ReadonlySet<string> {
  const images = new Set<string>();
  for (const file of files) {
    const image = imageOfOwnFile(file);
    if (image !== undefined) images.add(image);
  }
  return images;
}

/** The request that resumes an interrupted run. */
export function requestOfRun(folder: string, resumed: RunRecord): RunRequest {
  const { sources, replace = false, single = false, array, only, assistant } = resumed.head;
  return {
    ...{ folder, sources, replace, series: single ? 'single' : 'whole', resumed },
    ...(array === undefined ? {} : { array }),
    ...(only === undefined ? {} : { only }),
    ...(assistant === undefined ? {} : { assistant }),
  };
}

/** Whether a run adds objects to those that an image has, instead of making masks for images that have none. */
export function addsObjects({ sources }: Pick<RunRequest, 'sources'>): boolean {
  return sources.some(({ kind }) => kind === 'propagation' || kind === 'asked');
}

/** Why an image is left alone; undefined when it is not. @throws UserError `damaged` for a sidecar that cannot be understood */
export function skipOf(disk: MasksOnDisk, request: RunRequest): Skip | undefined {
  if (disk.damage !== undefined) throw new UserError('damaged', disk.damage);
  const isOther = disk.state === 'foreign' || disk.state === 'newer';
  if (request.audit !== true && disk.sidecar?.empty !== undefined) return skip('empty-image');
  if (request.audit === true || addsObjects(request)) return isOther ? skip(`${disk.state}-masks`) : undefined;
  if (disk.state === 'none') return undefined;
  if (disk.state !== 'machine') return skip(`${disk.state}-masks`);
  if (disk.faults.some(({ kind }) => kind === 'missing')) return skip('missing-masks');
  return replaces(request) ? undefined : skip('machine-masks');
}

/** Whether masks that are there make way. Asking again what they were made from would be in vain where they stay. */
function replaces({ replace, sources }: RunRequest): boolean {
  return replace === true || sources.some(({ kind }) => kind === 'sidecars');
}

/** What the label maps lose of images that the run has written and not reported. */
export function flattenedBefore({ unjournaled }: Pick<RunPlan, 'unjournaled'>): BulkSummary['flattened'][number][] {
  return unjournaled.flatMap(({ image: file, flattened: text }) => (text === undefined ? [] : [{ file, text }]));
}

/** Whether a run has written these masks, whatever its journal says. */
export function isOfRun({ sidecar }: MasksOnDisk, run: string | undefined): boolean {
  return run !== undefined && (sidecar?.objects.some((object) => object.run === run) ?? false);
}
