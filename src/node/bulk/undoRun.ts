import path from 'node:path';
import { neverCancelled, type CancellationToken } from '../../core/base/cancellation';
import { UserError } from '../../core/base/error';
import { skip, type Skip, type SkippedFile } from '../../core/base/skip';
import type { RunRecord, WrittenEntry } from '../../core/bulk/journal';
import { parseSidecar, type Sidecar, type SidecarObject } from '../../core/sidecar/sidecar';
import { insideFolder } from '../files/insideFolder';
import { comparePaths } from '../files/walkFolder';
import { openImage, seriesMode } from '../image/openImage';
import { imageOfMasks } from '../masks/imageOfMasks';
import { localMasks } from '../masks/localMasks';
import type { MaskApi } from '../masks/maskApi';
import type { MasksOnDisk } from '../masks/maskStore';
import { JournalWriter } from './journalWriter';
import { lockRun } from './runLock';

export interface UndoOptions {
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
  /** Images of which something stays. */
  readonly left: readonly SkippedFile[];
  readonly cancelled: boolean;
}

/**
 * Takes back what a run has written and nobody has changed since. Of masks that somebody has worked on, those objects go that
 * are still as the run made them.
 *
 * @throws UserError `conflict` while the run goes on, `unwritable` naming the journal
 */
export async function undoRun(
  folder: string,
  { head, written }: RunRecord,
  { isEdited, onProgress, store = localMasks, token = neverCancelled }: UndoOptions = {},
): Promise<UndoSummary> {
  const removed: string[] = [];
  const left: SkippedFile[] = [];
  const unlock = await lockRun(folder, head.id);
  try {
    const journal = await JournalWriter.resume(folder, head.id);
    try {
      for (const [image, entry] of [...written].sort((a, b) => comparePaths(a[0], b[0]))) {
        if (token.isCancellationRequested) break;
        onProgress?.(removed.length + left.length, written.size);
        const file = path.join(folder, image);
        const kept = isEdited?.(file) === true ? skip('unsaved-edits') : await undoImage(folder, head.id, entry, store);
        if (kept === undefined) removed.push(image);
        else left.push({ file: image, ...kept });
      }
      const cancelled = removed.length + left.length < written.size;
      const at = new Date().toISOString();
      if (!cancelled) await journal.append({ type: 'undone', at, removed: removed.length, left: left.length });
      return { run: head.id, removed, left, cancelled };
    } finally {
      await journal.close();
    }
  } finally {
    await unlock();
  }
}

/** @returns why something stays; undefined when nothing of the run does */
async function undoImage(folder: string, run: string, entry: WrittenEntry, store: MaskApi): Promise<Skip | undefined> {
  try {
    const file = await insideFolder(folder, entry.image);
    const disk = await store.inspectMasks(file);
    const { sidecar, version } = disk;
    if (disk.state === 'none') return undefined;
    if (sidecar === undefined) return skip('changed-elsewhere');
    const kept = sidecar.objects.filter((object) => !isUntouched(object, run));
    if (version === entry.version && entry.before !== undefined) {
      await write(file, parseSidecar(entry.before, file), disk, store);
      return undefined;
    }
    if (kept.length === sidecar.objects.length) return skip('changed-since');
    if (kept.length === 0) {
      await store.removeMasks(file, version);
      return undefined;
    }
    await write(file, { ...sidecar, objects: kept }, disk, store);
    return kept.some((object) => object.run === run) ? skip('human-masks') : undefined;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { code: error.code, reason: error.message };
  }
}

function isUntouched({ run, origin, status }: SidecarObject, id: string): boolean {
  return run === id && origin === 'machine' && status === 'draft';
}

/** Writes what is left. That is what a person asks for, so it may be beside work of theirs. */
async function write(file: string, sidecar: Sidecar, { version }: MasksOnDisk, store: MaskApi): Promise<void> {
  const { labels, objects, window } = sidecar;
  const image = await openImage(file, { series: seriesMode(sidecar) });
  try {
    const content = { labels, objects, ...(window === undefined ? {} : { window }) };
    await store.saveMasks(imageOfMasks(image), content, { writer: 'human', expected: version });
  } finally {
    image.dispose();
  }
}
