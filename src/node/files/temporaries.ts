import { createHash, randomBytes } from 'node:crypto';
import path from 'node:path';
import { disk } from './disk';
import { processes } from './processes';
import { temporaryPath } from './temporaryName';

/** Milliseconds after which a file whose writer cannot be checked counts as abandoned. */
const writingEnds = 60_000;
const owned = /^\..+\.([0-9a-f]{6})([0-9a-f]{6})[0-9a-f]{8}\.tmp$/;

/** A temporary name for a target that says whose it is: six digits each for process and place, and eight by chance. */
export async function ownTemporaryPath(target: string): Promise<string> {
  const { pid, place } = await processes().self();
  return temporaryPath(target, pid.toString(16).padStart(6, '0') + markOf(place) + randomBytes(4).toString('hex'));
}

/** Removes from a folder the temporary files of processes that have ended, whatever their age. What cannot be removed stays. */
export async function sweepTemporaries(folder: string): Promise<void> {
  const names = await disk()
    .readdir(folder)
    .catch(() => []);
  for (const name of names) {
    if (!(await isLeft(path.join(folder, name)))) continue;
    await disk()
      .unlink(path.join(folder, name))
      .catch(() => undefined);
  }
}

async function isLeft(file: string): Promise<boolean> {
  const [, pid, mark] = owned.exec(path.basename(file)) ?? [];
  if (pid === undefined || mark === undefined) return false;
  const self = await processes().self();
  if (mark === markOf(self.place)) {
    return (await processes().isRunning({ ...self, pid: parseInt(pid, 16), started: '' })) === false;
  }
  return isOlder(file, writingEnds);
}

/**
 * Whether a file was last written longer ago than that, or at a time to come, where nobody writes it: it was unpacked. The clock
 * of the machine that holds the file decides; ours may have been set, or differ.
 */
export async function isOlder(file: string, milliseconds: number): Promise<boolean> {
  const isFar = (now: number, then: number): boolean => Math.abs(now - then) > milliseconds;
  try {
    const modified = await disk().modifiedAt(file);
    return isFar(Date.now(), modified) && isFar(await clockOf(path.dirname(file)), modified);
  } catch {
    return false;
  }
}

/** The time in a folder, by the clock of the machine that holds it. @throws what the system says where nothing can be written */
async function clockOf(folder: string): Promise<number> {
  const probe = await ownTemporaryPath(path.join(folder, 'clock'));
  await (await disk().open(probe, 'wx')).close();
  try {
    return await disk().modifiedAt(probe);
  } finally {
    await disk()
      .unlink(probe)
      .catch(() => undefined);
  }
}

function markOf(place: string): string {
  return createHash('sha256').update(place).digest('hex').slice(0, 6);
}
