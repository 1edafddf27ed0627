import { open, readFile, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { UserError } from '../../core/base/error';
import { exists } from '../files/exists';
import { hasCode } from '../files/hasCode';
import { journalPath } from './runFolder';
import { reasonOf } from '../files/reasonOf';

/**
 * Keeps a run to one process: a file beside the journal that names it. One that a crash has left behind is taken over.
 *
 * @returns gives the run free
 * @throws UserError `conflict` when another process is at the run, `unwritable`
 */
export async function lockRun(folder: string, run: string): Promise<() => Promise<void>> {
  const file = lockPath(folder, run);
  const owner = `${process.pid} ${hostname()}`;
  for (let attempt = 0; ; attempt++) {
    try {
      const handle = await open(file, 'wx');
      await handle.writeFile(owner);
      await handle.close();
      return () => rm(file, { force: true });
    } catch (cause) {
      const taken = hasCode(cause, 'EEXIST');
      if (!taken) throw notWritable(file, cause);
      if (attempt > 0 || (await isAlive(file))) {
        throw new UserError('conflict', {
          file,
          problem: 'Another process is working on this run.',
          advice: 'Wait for it. If it runs on a machine that has crashed, delete this file.',
          cause,
        });
      }
      await rm(file, { force: true });
    }
  }
}

/** Whether a crash has left the lock of a run behind. */
export async function isLeftBehind(folder: string, run: string): Promise<boolean> {
  const file = lockPath(folder, run);
  return (await exists(file)) && !(await isAlive(file));
}

/** Removes a lock that a crash has left behind. */
export async function forgetLock(folder: string, run: string): Promise<void> {
  await rm(lockPath(folder, run), { force: true });
}

function lockPath(folder: string, run: string): string {
  return `${journalPath(folder, run)}.lock`;
}

/** Whether the process that a lock names may still run; one on another machine cannot be asked. */
async function isAlive(file: string): Promise<boolean> {
  const [pid, host] = (await readFile(file, 'utf8').catch(() => '')).split(' ');
  if (pid === undefined || host === undefined || !/^\d+$/.test(pid)) return false;
  if (host !== hostname()) return true;
  if (Number(pid) === process.pid) return true;
  try {
    process.kill(Number(pid), 0);
    return true;
  } catch (error) {
    return hasCode(error, 'EPERM');
  }
}

function notWritable(file: string, cause: unknown): UserError {
  return new UserError('unwritable', {
    file,
    problem: `The run cannot be locked: ${reasonOf(cause)}.`,
    advice: 'Check that the folder is writable.',
    cause,
  });
}
