import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { dicomFilesIn, type PlacedFile } from './folderSeries';
import type { HeaderContext } from './headers';

/** Folders beside or below that are looked through: a data set may have very many. */
const maxFolders = 32;

/**
 * A file among those with the SOP Instance UIDs `instances`: of a series, where one is there. They are looked for in the folder
 * of the file that refers to them, then in the one above it, and in those below and beside it, first where the names are most alike.
 * @returns undefined when there is none
 * @throws UserError `cancelled`
 */
export async function findSource(
  file: string,
  instances: ReadonlySet<string>,
  context: HeaderContext,
): Promise<PlacedFile | undefined> {
  for (const near of await foldersNear(file)) {
    const files = await dicomFilesIn(near, context);
    const found = files.filter(({ header }) => instances.has(header.instanceUid));
    const best = found.find(({ place }) => place.series !== undefined) ?? found[0];
    if (best !== undefined) return best;
  }
  return undefined;
}

async function foldersNear(file: string): Promise<readonly string[]> {
  const folder = path.dirname(file);
  const parent = path.dirname(folder);
  const others = [...(await foldersIn(folder)), ...(await foldersIn(parent))].filter((other) => other !== folder);
  const name = path.basename(file);
  const alike = (other: string): number => commonStart(path.basename(other), name);
  return [folder, parent, ...others.toSorted((a, b) => alike(b) - alike(a)).slice(0, maxFolders)];
}

/** How many characters two names begin with alike. */
function commonStart(a: string, b: string): number {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length++;
  return length;
}

async function foldersIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map(({ name }) => path.join(folder, name))
    .sort();
}
