import { UserError } from '../../core/base/error';
import { notWritten } from '../files/atomicWrite';
import { lockState, removeLeftLock, takeLock } from '../files/lock';
import { journalPath, journalsOf } from './runFolder';

/**
 * Keeps the journals of a run to one process. A lock that a crash has left behind is taken over.
 *
 * @returns gives the run free
 * @throws UserError `conflict` when another process is at the run, `unwritable`
 */
export async function lockRun(folder: string, run: string): Promise<() => Promise<void>> {
  const taken: (() => Promise<void>)[] = [];
  const unlock = async (): Promise<void> => {
    for (const each of taken) await each();
  };
  const journals = new Set([journalPath(folder, run), ...(await journalsOf(folder, run))]);
  try {
    for (const journal of journals) taken.push(await lockJournal(journal));
  } catch (error) {
    await unlock();
    throw error;
  }
  return unlock;
}

/** Whether a crash has left the lock of a run behind. */
export async function isLeftBehind(folder: string, run: string): Promise<boolean> {
  return (await lockState(lockPath(journalPath(folder, run)))) === 'left';
}

/** Removes a lock that a crash has left behind. */
export async function forgetLock(folder: string, run: string): Promise<void> {
  await removeLeftLock(lockPath(journalPath(folder, run)));
}

async function lockJournal(journal: string): Promise<() => Promise<void>> {
  const file = lockPath(journal);
  const lock = await takeLock(file, 0).catch((cause: unknown) => {
    throw notWritten(file, cause);
  });
  if (lock !== undefined) return () => lock.release();
  throw new UserError('conflict', {
    file,
    problem: 'Another process is working on this run.',
    advice: 'Wait until it has finished. If it was killed on another machine, try again in a minute.',
  });
}

function lockPath(journal: string): string {
  return `${journal}.lock`;
}
