import { stat } from 'node:fs/promises';
import path from 'node:path';
import { throwIfCancelled, type CancellationToken } from '../../core/base/cancellation';
import { LruMap } from '../../core/base/lru';
import type { SliceHeader } from '../../core/formats/dicom/series/sliceHeader';
import { isInCloud } from '../../core/base/cloudFile';
import { processWide } from '../processWide';

/** A DICOM file of a folder. */
export interface HeaderedFile {
  readonly name: string;
  readonly header: SliceHeader;
  /** Stands for the file's content: its size and the time of its last change. */
  readonly stamp: string;
}

export interface HeaderContext {
  /** Headers of files by their paths, null for what is no DICOM; not on the thread that others wait for. */
  readonly readHeaders: (paths: readonly string[]) => Promise<readonly (SliceHeader | null)[]>;
  readonly token: CancellationToken;
  /** Called with the number of files examined, of all. */
  readonly onProgress?: (done: number, total: number) => void;
}

interface Known {
  readonly stamp: string;
  /** null for a file that is no DICOM. */
  readonly header: SliceHeader | null;
}

/** Headers that are remembered, by path. */
const known = processWide(() => new LruMap<string, Known>(50_000));

/** Files whose headers are read by one call to a worker: between two calls the work can be cancelled. */
const batch = 32;

/**
 * The DICOM files among the named ones. Headers are read up to the pixels, and are remembered until the file changes.
 * @throws UserError `cancelled`
 */
export async function readSeriesHeaders(
  folder: string,
  names: readonly string[],
  { readHeaders, token, onProgress }: HeaderContext,
): Promise<HeaderedFile[]> {
  const batches: (readonly string[])[] = [];
  for (let at = 0; at < names.length; at += batch) batches.push(names.slice(at, at + batch));
  const found: HeaderedFile[][] = batches.map(() => []);
  let next = 0;
  let done = 0;
  const work = async (): Promise<void> => {
    for (let index = next++; index < batches.length; index = next++) {
      throwIfCancelled(token);
      found[index] = await readBatch(folder, batches[index]!, readHeaders);
      done += batches[index]!.length;
      onProgress?.(done, names.length);
    }
  };
  // Two at a time keep two workers busy.
  await Promise.all([work(), work()]);
  return found.flat();
}

async function readBatch(
  folder: string,
  names: readonly string[],
  readHeaders: HeaderContext['readHeaders'],
): Promise<HeaderedFile[]> {
  const files = await Promise.all(names.map(async (name) => ({ name, stamp: await stampOf(path.join(folder, name)) })));
  const there = files.filter((file): file is { name: string; stamp: string } => file.stamp !== undefined);
  const unread = there.filter(({ name, stamp }) => known().get(path.join(folder, name))?.stamp !== stamp);
  if (unread.length > 0) {
    const headers = await readHeaders(unread.map(({ name }) => path.join(folder, name)));
    for (const [i, { name, stamp }] of unread.entries()) {
      known().set(path.join(folder, name), { stamp, header: headers[i] ?? null });
    }
  }
  return there.flatMap(({ name, stamp }) => {
    const header = known().get(path.join(folder, name))?.header;
    return header === undefined || header === null ? [] : [{ name, stamp, header }];
  });
}

async function stampOf(target: string): Promise<string | undefined> {
  return stat(target).then(
    // A file that lies in the cloud alone is an image of its own: to know its series, all of them would be downloaded.
    (stats) => (stats.isFile() && !isInCloud(stats) ? `${stats.size}:${stats.mtimeMs}` : undefined),
    () => undefined,
  );
}
