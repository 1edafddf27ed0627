import { readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { masksFrom, splitMaskPath } from '../../core/layouts/objects/names';
import { isOwnFile } from '../../core/sidecar/names';

/** What `writeFileAtomically` calls a file before it is whole. */
const temporaryName = /^\.(.+)\.[0-9a-f]{12}\.tmp$/;
/** Milliseconds after which nobody is still writing a file. */
const writingEnds = 60_000;

/**
 * Removes what a process that was killed has left beside the images of a folder, and in the folder of their masks: temporary
 * files of masks and sidecars that nobody has written to for a minute. One that cannot be removed stays.
 */
export async function removeLeftovers(folder: string, now = Date.now()): Promise<void> {
  await removeIn(folder, isOwnFile, now);
  await removeIn(
    path.join(folder, masksFrom(path.basename(folder))),
    (name) => splitMaskPath(`masks/${name}`) !== undefined,
    now,
  );
}

async function removeIn(folder: string, isOurs: (name: string) => boolean, now: number): Promise<void> {
  for (const name of await readdir(folder).catch(() => [])) {
    const target = temporaryName.exec(name)?.[1];
    if (target === undefined || !isOurs(target)) continue;
    const file = path.join(folder, name);
    const { mtimeMs = now } = (await stat(file).catch(() => undefined)) ?? {};
    if (now - mtimeMs > writingEnds) await rm(file, { force: true }).catch(() => undefined);
  }
}
