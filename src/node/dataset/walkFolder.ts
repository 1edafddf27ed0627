import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf, UserError } from '../../core/base/error';

/** Whether what has this name is left out: hidden files and folders, and folders that hold no data. */
export function isSkippedName(name: string): boolean {
  return name.startsWith('.') || name === 'node_modules';
}

/**
 * The files in a folder and its subfolders, folder by folder. Hidden files and folders and links are left out, as are
 * subfolders that cannot be read.
 *
 * @returns paths relative to the folder, with `/` between folders, with the file's own name
 * @throws UserError `unreadable` when the folder itself cannot be read
 */
export async function* walkFolder(
  root: string,
  below = '',
): AsyncGenerator<{ readonly path: string; readonly name: string }> {
  for (const entry of await entriesOf(root, below)) {
    const { name } = entry;
    if (isSkippedName(name)) continue;
    const path = below === '' ? name : `${below}/${name}`;
    if (entry.isFile()) yield { path, name };
    else if (entry.isDirectory()) yield* walkFolder(root, path);
  }
}

async function entriesOf(root: string, below: string): Promise<Dirent[]> {
  try {
    return await readdir(join(root, below), { withFileTypes: true });
  } catch (cause) {
    if (below !== '') return [];
    throw new UserError('unreadable', {
      file: root,
      problem: `The folder cannot be read: ${messageOf(cause)}.`,
      advice: 'Check the path and its permissions.',
      cause,
    });
  }
}

/** Orders paths as people expect: `slice 2` before `slice 10`. */
export const comparePaths = new Intl.Collator('en', { numeric: true }).compare;
