import { AsyncLocalStorage } from 'node:async_hooks';
import { realpath } from 'node:fs/promises';
import path from 'node:path';
import { processWide } from '../processWide';
import { hasCode } from './hasCode';
import { isMissing } from './isMissing';
import { OpenFolders } from './openFolders';
import type { Disk } from './plainDisk';

/** Folders, without links, of which a call has to stay in one. */
export type Bounds = readonly string[];

interface Work {
  readonly bounds: readonly Bounds[];
  /** Those that it has reached. */
  readonly folders: OpenFolders;
}

const current = processWide(() => new AsyncLocalStorage<Work>());

/** The bounds that hold now, so that another thread can keep them. */
export function boundsNow(): readonly Bounds[] {
  return current().getStore()?.bounds ?? [];
}

/** Does something that writes, through {@link bounded} disks, only below one folder of each of these bounds. */
export async function withinBounds<T>(bounds: readonly Bounds[], work: () => Promise<T>): Promise<T> {
  const folders = new OpenFolders();
  try {
    return await current().run({ bounds: [...boundsNow(), ...bounds], folders }, work);
  } finally {
    folders.end();
  }
}

/** Does something that writes only in a folder, as it lies now: a link that takes its place or that of a folder in it leads nowhere. */
export async function withinFolder<T>(folder: string, work: () => Promise<T>): Promise<T> {
  return withinBounds([[await actualFolder(folder)]], work);
}

/** Where a folder lies, without links, as far as it exists. @throws what the system says */
export async function actualFolder(folder: string): Promise<string> {
  const full = path.resolve(folder);
  try {
    return await reachFolder(full, (actual) => Promise.resolve(actual));
  } catch (cause) {
    const above = path.dirname(full);
    if (above === full || !(isMissing(cause) || hasCode(cause, 'ENOTDIR'))) throw cause;
    return path.join(await actualFolder(above), path.basename(full));
  }
}

/** Reaches a folder: does something with its path without links, and the path to use. */
export type Reach = <T>(folder: string, work: (actual: string, folder: string) => Promise<T>) => Promise<T>;

/**
 * Reaches a folder by a handle, where the system lets files be named relative to one: what is checked is what is used, whatever
 * happens to its name in between.
 */
const byHandle: Reach = (folder, work) => {
  const folders = current().getStore()?.folders ?? new OpenFolders().end();
  return folders.use(folder, (actual, here) => (actual === undefined ? byName(folder, work) : work(actual, here)));
};

/** Reaches a folder by its name, which is looked at right before it is used. */
export const byName: Reach = async (folder, work) => work(await realpath(folder), folder);

const reachFolder = process.platform === 'linux' ? byHandle : byName;

/**
 * A disk that changes nothing outside the bounds that hold: each call looks at where the folder of the file lies in that moment.
 * On Linux nothing can come in between. Elsewhere Node has no calls relative to an open folder, and moments remain.
 */
export function bounded(disk: Disk, reach: Reach = reachFolder): Disk {
  const allOf = async <T>(
    files: readonly string[],
    work: (...files: string[]) => Promise<T>,
    mayBe = isBelow,
  ): Promise<T> => {
    const bounds = boundsNow();
    if (bounds.length === 0) return work(...files);
    const [folder] = files.map((file) => path.dirname(path.resolve(file)));
    return reach(folder!, (actual, reached) => {
      for (const file of files) {
        const target = path.join(actual, path.basename(file));
        if (!bounds.every((roots) => roots.some((root) => mayBe(root, target)))) throw leadsOut(file);
      }
      return work(...files.map((file) => path.join(reached, path.basename(file))));
    });
  };
  const at = <T>(file: string, work: (file: string) => Promise<T>, mayBe = isBelow): Promise<T> =>
    allOf([file], work, mayBe);
  /** Files of one folder are reached together. */
  const between = (from: string, to: string, work: (from: string, to: string) => Promise<void>): Promise<void> =>
    path.dirname(path.resolve(from)) === path.dirname(path.resolve(to))
      ? allOf([from, to], (source, target) => work(source, target))
      : at(from, (source) => at(to, (target) => work(source, target)));
  const mkdir = async (folder: string): Promise<void> => {
    const make = (): Promise<void> => at(folder, (reached) => disk.mkdir(reached), isOnTheWay);
    await make().catch(async (cause: unknown) => {
      if (!isMissing(cause) || path.dirname(folder) === folder) throw cause;
      await mkdir(path.dirname(folder));
      await make();
    });
  };
  return {
    ...disk,
    open: (file, mode) => at(file, (reached) => disk.open(reached, mode)),
    rename: (from, to) => between(from, to, (source, target) => disk.rename(source, target)),
    link: (from, to) => between(from, to, (source, target) => disk.link(source, target)),
    unlink: (file) => at(file, (reached) => disk.unlink(reached)),
    mkdir: (folder) => (boundsNow().length === 0 ? disk.mkdir(folder) : mkdir(path.resolve(folder))),
    rmdir: (folder) => at(folder, (reached) => disk.rmdir(reached)),
  };
}

/** Whether a path is a folder or lies in it. */
function isBelow(folder: string, file: string): boolean {
  return file === folder || file.startsWith(folder.endsWith(path.sep) ? folder : folder + path.sep);
}

/** The folder of the bounds may have to be made itself. */
function isOnTheWay(folder: string, file: string): boolean {
  return isBelow(folder, file) || isBelow(file, folder);
}

function leadsOut(file: string): Error {
  return Object.assign(
    new Error(`ELOOP: a link to another folder has taken the place of its folder, write '${file}'`),
    {
      code: 'ELOOP',
    },
  );
}
