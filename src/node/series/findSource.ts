import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { dicomFilesIn, type PlacedFile } from './folderSeries';
import type { HeaderContext } from './headers';

/** Folders beside or below that are looked through: a data set may have very many. */
const maxFolders = 32;

/**
 * A file among those with the SOP Instance UIDs `instances`: of a series, where one is there. They are looked for in the folder
 * itself, then in the one above it, and in those below and beside it.
 * @returns undefined when there is none
 * @throws UserError `cancelled`
 */
export async function findSource(
  folder: string,
  instances: ReadonlySet<string>,
  context: HeaderContext,
): Promise<PlacedFile | undefined> {
  for (const near of await foldersNear(folder)) {
    const files = await dicomFilesIn(near, context);
    const found = files.filter(({ header }) => instances.has(header.instanceUid));
    const best = found.find(({ place }) => place.series !== undefined) ?? found[0];
    if (best !== undefined) return best;
  }
  return undefined;
}

async function foldersNear(folder: string): Promise<readonly string[]> {
  const parent = path.dirname(folder);
  const others = [...(await foldersIn(folder)), ...(await foldersIn(parent))].filter((other) => other !== folder);
  return [folder, parent, ...others.slice(0, maxFolders)];
}

async function foldersIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map(({ name }) => path.join(folder, name))
    .sort();
}
