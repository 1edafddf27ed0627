import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isOwnFile } from '../../core/sidecar/names';

/** What `writeFileAtomically` calls a file before it is whole. */
const temporaryName = /^\.(.+)\.[0-9a-f]{12}\.tmp$/;
/** Milliseconds after which nobody is still writing a file. */
const writingEnds = 60_000;

/**
 * Removes from a folder what a process that was killed has left there: temporary files of masks and sidecars that nobody has
 * written to for a minute. One that cannot be removed stays.
 */
export async function removeLeftovers(folder: string, now = Date.now()): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) {
    const target = temporaryName.exec(name)?.[1];
    if (target === undefined || !isOwnFile(target)) continue;
    const file = join(folder, name);
    const { mtimeMs = now } = (await stat(file).catch(() => undefined)) ?? {};
    if (now - mtimeMs > writingEnds) await rm(file, { force: true }).catch(() => undefined);
  }
}
