import { mkdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { isMissing, leadsNowhere } from './isMissing';

/**
 * Makes a folder and those above it; one that is there is left alone. Node's own `recursive` never ends where a system such as
 * `/proc` says that the folder above is missing, and says so of a folder that is read-only.
 *
 * @param mode of the folders that are made
 * @throws what the system says of the first folder that cannot be made
 */
export async function makeFolders(folder: string, mode?: number): Promise<void> {
  const missing = [path.resolve(folder)];
  for (let at = missing[0]!; !(await isMade(at, mode)); at = path.dirname(at)) {
    if (path.dirname(at) === at) break;
    missing.push(path.dirname(at));
  }
  // The last one is made, or is there. What now is missing still cannot be made.
  for (const each of missing.reverse().slice(1)) if (!(await isMade(each, mode))) await mkdir(each, mode);
}

/** Whether a folder is there now; not where the one above it is missing. */
async function isMade(folder: string, mode: number | undefined): Promise<boolean> {
  try {
    await mkdir(folder, mode);
    return true;
  } catch (cause) {
    if (isMissing(cause)) return false;
    // Systems refuse to make a folder that is there in several ways.
    if (await isFolder(folder)) return true;
    throw cause;
  }
}

async function isFolder(folder: string): Promise<boolean> {
  return stat(folder).then(
    (stats) => stats.isDirectory(),
    (cause: unknown) => {
      if (leadsNowhere(cause)) return false;
      throw cause;
    },
  );
}
