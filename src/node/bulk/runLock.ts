import { UserError } from '../../core/base/error';
import { t } from '../../core/text/message';
import { withinFolder } from '../files/bounds';
import { notWritten } from '../files/atomicWrite';
import type { Shard } from '../../core/bulk/shard';
import { heartbeatEnds, lockState, removeLeftLock, takeLock } from '../files/lock';
import { journalPath, journalsOf } from './runFolder';

/** Milliseconds after which a process that was killed on another machine holds nothing any more, with some to spare. */
const untilDead = heartbeatEnds + 15_000;

export interface RunLockOptions {
  /** Only these shards; otherwise the whole run. */
  readonly shards?: readonly Shard[];
  /** Waits until a process that was killed on another machine would be known to be dead. */
  readonly patient?: boolean;
}

/**
 * Keeps the journals of a run to one process. A lock that a crash has left behind is taken over.
 *
 * @returns gives the run free
 * @throws UserError `conflict` when another process is at the run, `unwritable`
 */
export async function lockRun(
  folder: string,
  run: string,
  { shards, patient = false }: RunLockOptions = {},
): Promise<() => Promise<void>> {
  const taken: (() => Promise<void>)[] = [];
  const unlock = async (): Promise<void> => {
    for (const each of taken) await each();
  };
  const whole = journalPath(folder, run);
  const journals = new Set(
    shards === undefined
      ? [whole, ...(await journalsOf(folder, run))]
      : shards.map((shard) => journalPath(folder, run, shard)),
  );
  try {
    for (const journal of journals) taken.push(await lockJournal(folder, journal, patient ? untilDead : 0));
    // Work on the whole run, such as an undo, includes shards that have no journal yet.
    if (shards !== undefined && (await lockState(lockPath(whole))) === 'held') throw inUse(lockPath(whole));
  } catch (error) {
    await unlock();
    throw error;
  }
  return unlock;
}

/** Whether a crash has left locks of a run behind and no process is working on it. */
export async function isLeftBehind(folder: string, run: string): Promise<boolean> {
  const states = await Promise.all((await locksOf(folder, run)).map(lockState));
  return states.includes('left') && !states.includes('held');
}

/** Removes the locks of a run that a crash has left behind. */
export async function forgetLocks(folder: string, run: string): Promise<void> {
  const locks = await locksOf(folder, run);
  await withinFolder(folder, async () => {
    for (const lock of locks) await removeLeftLock(lock);
  });
}

async function locksOf(folder: string, run: string): Promise<string[]> {
  const journals = new Set([journalPath(folder, run), ...(await journalsOf(folder, run))]);
  return [...journals].map(lockPath);
}

async function lockJournal(folder: string, journal: string, wait: number): Promise<() => Promise<void>> {
  const file = lockPath(journal);
  const lock = await withinFolder(folder, () => takeLock(file, wait)).catch((cause: unknown) => {
    throw notWritten(file, cause);
  });
  if (lock !== undefined) return () => withinFolder(folder, () => lock.release());
  throw inUse(file);
}

function inUse(file: string): UserError {
  return new UserError('conflict', {
    file,
    problem: t`Another process is working on this run.`,
    advice: t`Wait until it has finished. If it was killed on another machine, try again in a minute.`,
  });
}

/** The lock of a journal. */
export function lockPath(journal: string): string {
  return `${journal}.lock`;
}
