import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../../core/base/error';
import { t } from '../../core/text/message';
import { isMissing } from './isMissing';
import { reasonOf } from './reasonOf';

/** Folders that systems, storage servers and archives make beside the data, in lower case. */
const systemFolders: ReadonlySet<string> = new Set([
  'node_modules',
  '@eadir',
  '@tmp',
  '#recycle',
  '#snapshot',
  '$recycle.bin',
  'system volume information',
  '__macosx',
  'network trash folder',
  'temporary items',
  'lost+found',
]);

/** Whether what has this name is left out: hidden files and folders, and folders that hold no data. */
export function isSkippedName(name: string): boolean {
  return name.startsWith('.') || systemFolders.has(name.toLowerCase());
}

/** A folder on the way, and the files that lie in it. */
export interface WalkedFolder {
  /** Path relative to where the walk began, with `/` between folders; empty there. */
  readonly below: string;
  /** In the order of the system. */
  readonly names: readonly string[];
}

/**
 * A folder and its subfolders, those in natural order. Hidden files and folders and links are left out, as are subfolders that
 * cannot be read.
 *
 * @param onUnreadable called with such subfolders, with their paths relative to the folder
 * @throws UserError `unreadable` when the folder itself cannot be read
 */
export async function* walkFolders(
  root: string,
  onUnreadable?: (target: string, error: UserError) => void,
  below = '',
): AsyncGenerator<WalkedFolder> {
  const names: string[] = [];
  const folders: string[] = [];
  for (const entry of await entriesOf(root, below, onUnreadable)) {
    if (isSkippedName(entry.name)) continue;
    if (entry.isFile()) names.push(entry.name);
    else if (entry.isDirectory()) folders.push(entry.name);
  }
  yield { below, names };
  for (const name of folders.sort(comparePaths)) yield* walkFolders(root, onUnreadable, pathBelow(below, name));
}

/** The path of a name in a folder that was walked through. */
export function pathBelow(below: string, name: string): string {
  return below === '' ? name : `${below}/${name}`;
}

/**
 * The files in a folder and its subfolders, as {@link walkFolders} goes through them.
 * @returns paths relative to the folder, with `/` between folders, with the file's own name
 * @throws UserError `unreadable` when the folder itself cannot be read
 */
export async function* walkFolder(
  root: string,
  onUnreadable?: (target: string, error: UserError) => void,
): AsyncGenerator<{ readonly path: string; readonly name: string }> {
  for await (const { below, names } of walkFolders(root, onUnreadable)) {
    for (const name of names) yield { path: pathBelow(below, name), name };
  }
}

async function entriesOf(
  root: string,
  below: string,
  onUnreadable?: (target: string, error: UserError) => void,
): Promise<Dirent[]> {
  const file = path.join(root, below);
  try {
    return await readdir(file, { withFileTypes: true });
  } catch (cause) {
    const error = new UserError('unreadable', {
      file,
      problem: t`The folder cannot be read: ${reasonOf(cause)}.`,
      advice: t`Check the path and its permissions.`,
      cause,
    });
    if (below === '') throw error;
    // A folder that is gone by now has nothing to be read.
    if (!isMissing(cause)) onUnreadable?.(below, error);
    return [];
  }
}

/** Orders paths naturally: `slice 2` before `slice 10`. */
export const comparePaths = new Intl.Collator('en', { numeric: true }).compare;
