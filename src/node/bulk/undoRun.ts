import path from 'node:path';
import { neverCancelled, type CancellationToken } from '../../core/base/cancellation';
import { UserError } from '../../core/base/error';
import { skip, type Skip, type SkippedFile } from '../../core/base/skip';
import type { RunRecord } from '../../core/bulk/journal';
import type { Shard } from '../../core/bulk/shard';
import { contentOf } from '../../core/sidecar/maskContent';
import { isHumanWork, parseSidecar, type Sidecar, type SidecarObject } from '../../core/sidecar/sidecar';
import { insideFolder } from '../files/insideFolder';
import { comparePaths } from '../files/walkFolder';
import { openImage, seriesMode } from '../image/openImage';
import { imageOfMasks, type ImageOfMasks } from '../masks/imageOfMasks';
import { removeLeftoversOf } from '../masks/leftovers';
import { localMasks } from '../masks/localMasks';
import { boundedMasks } from '../masks/boundedMasks';
import type { MaskApi } from '../masks/maskApi';
import { refuseBehind, type MasksOnDisk } from '../masks/maskStore';
import { JournalWriter } from './journalWriter';
import { sweepRuns } from './runFolder';
import { lockRun } from './runLock';

export interface UndoOptions {
  /** Of a shard whose record it is, so that others may be at work; otherwise the whole run is undone. */
  readonly shard?: Shard;
  /** Whether a person is editing the masks of this image, which then stay. */
  readonly isEdited?: (path: string) => boolean;
  readonly onProgress?: (done: number, total: number) => void;
  /** Reads and writes masks; in this thread when left out. */
  readonly store?: MaskApi;
  readonly token?: CancellationToken;
}

/** Paths are relative to the folder. */
export interface UndoSummary {
  readonly run: string;
  /** Images whose masks of the run are gone; those that were there before are back. */
  readonly removed: readonly string[];
  /** Images that were already as before the run: it never came to write them, or an earlier undo has. */
  readonly unchanged: readonly string[];
  /** Images of which something stays. */
  readonly left: readonly SkippedFile[];
  readonly cancelled: boolean;
}

/**
 * Undoes a run or a shard as far as nothing has changed since: sidecars and masks from before are restored byte for
 * byte. From masks that a person has edited, only objects that are unchanged since the run are removed. It may be killed and
 * repeated, and so may the run.
 *
 * @throws UserError `conflict` while the run is active, `unwritable` naming the journal
 */
export async function undoRun(
  folder: string,
  { head, begun, parts }: RunRecord,
  { shard, isEdited, onProgress, store = localMasks, token = neverCancelled }: UndoOptions = {},
): Promise<UndoSummary> {
  const bounded = boundedMasks(folder, store);
  const removed: string[] = [];
  const unchanged: string[] = [];
  const left: SkippedFile[] = [];
  const done = (): number => removed.length + unchanged.length + left.length;
  await sweepRuns(folder);
  const unlock = await lockRun(folder, head.id, shard === undefined ? {} : { shards: [shard] });
  try {
    const journals: JournalWriter[] = [];
    try {
      for (const part of parts) journals.push(await JournalWriter.resume(folder, part.head));
      const images = [...begun.keys()].sort(comparePaths);
      await removeLeftoversOf(folder, images);
      for (const image of images) {
        if (token.isCancellationRequested) break;
        onProgress?.(done(), images.length);
        const file = path.join(folder, image);
        const outcome =
          isEdited?.(file) === true
            ? skip('unsaved-edits')
            : await undoImage(folder, image, head.id, begun.get(image), bounded);
        if (outcome === 'removed') removed.push(image);
        else if (outcome === 'unchanged') unchanged.push(image);
        else left.push({ file: image, ...outcome });
      }
      const cancelled = done() < images.length;
      const at = new Date().toISOString();
      const counts = { removed: removed.length, left: left.length };
      if (!cancelled) for (const journal of journals) await journal.append({ type: 'undone', at, ...counts });
      return { run: head.id, removed, unchanged, left, cancelled };
    } finally {
      for (const journal of journals) await journal.close();
    }
  } finally {
    await unlock();
  }
}

/** @returns why something stays, or what was done */
async function undoImage(
  folder: string,
  image: string,
  run: string,
  before: string | undefined,
  store: MaskApi,
): Promise<Skip | 'removed' | 'unchanged'> {
  try {
    const file = await insideFolder(folder, image);
    const disk = await store.inspectMasks(file);
    const { sidecar, state, text, damage } = disk;
    if (damage !== undefined) throw new UserError('damaged', damage);
    if (state === 'foreign') return skip('changed-elsewhere');
    if (state === 'newer') return skip('newer-masks');
    if (text === before) return 'unchanged';
    if (sidecar === undefined) return skip('changed-since');
    const others = sidecar.objects.filter((object) => !isUntouched(object, run));
    const former =
      before === undefined ? [] : parseSidecar(before, file).objects.map((object) => JSON.stringify(object));
    const isBeforeRun = others.every((object) => former.includes(JSON.stringify(object)));
    // Nothing of the run is there, and it is not an undo that was killed halfway either.
    if (others.length === sidecar.objects.length && !(isBeforeRun && others.length === former.length)) {
      return skip('changed-since');
    }
    if (isBeforeRun) await bringBack(file, before, disk, store);
    else await leave(file, { ...sidecar, objects: others }, disk, store);
    return others.some((object) => object.run === run) && !isBeforeRun ? skip('human-masks') : 'removed';
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { code: error.code, reason: error.message };
  }
}

function isUntouched(object: SidecarObject, id: string): boolean {
  return object.run === id && !isHumanWork(object);
}

/** The image is unchanged since the run: it becomes what it was. */
async function bringBack(
  file: string,
  before: string | undefined,
  { version }: MasksOnDisk,
  store: MaskApi,
): Promise<void> {
  if (before === undefined) {
    await store.removeMasks(file, version);
    return;
  }
  await withImage(file, parseSidecar(before, file), (image) => store.restoreMasks(image, before, version));
}

/** Writes what is left. That is what a person asks for, so it may be beside work of theirs. */
async function leave(file: string, sidecar: Sidecar, { version }: MasksOnDisk, store: MaskApi): Promise<void> {
  const content = contentOf(sidecar);
  await withImage(file, sidecar, async (image) => {
    refuseBehind(await store.saveMasks(image, content, { writer: 'human', expected: version }));
  });
}

async function withImage(
  file: string,
  sidecar: Sidecar,
  work: (image: ImageOfMasks) => Promise<unknown>,
): Promise<void> {
  const image = await openImage(file, { series: seriesMode(sidecar) });
  try {
    await work(imageOfMasks(image));
  } finally {
    image.dispose();
  }
}
