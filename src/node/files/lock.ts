import { createHash, randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { processWide } from '../processWide';
import { disk } from './disk';
import { hasCode } from './hasCode';
import { isMissing } from './isMissing';
import { processes, type ProcessIdentity } from './processes';
import { ownTemporaryPath } from './temporaries';
import { temporaryPath } from './temporaryName';

/** Milliseconds after which a lock whose owner cannot be asked is dead, by the clock of the machine that holds the file. */
export const heartbeatEnds = 60_000;
const heartbeatEvery = 10_000;
/** How often a lock may vanish between two calls. */
const mostLooks = 20;
/** Milliseconds between checks of a lock that is held. */
const glance = 15;

/** A file that one process at a time may own. */
export interface Lock {
  /** Whether it is still ours: a process that was asleep for longer than a minute may have lost it. */
  isOurs(): Promise<boolean>;
  release(): Promise<void>;
}

/** Locks of this process that were given up and whose file could not be removed. */
const givenUp = processWide(() => new Set<string>());

interface LockFile {
  /** Undefined in a file that is not whole. */
  readonly owner: (ProcessIdentity & { readonly token: string }) | undefined;
  readonly text: string;
}

/**
 * Takes a lock.
 * @param wait milliseconds to wait for one that is held
 * @returns undefined when it is still held
 * @throws what the system says
 */
export async function takeLock(file: string, wait: number): Promise<Lock | undefined> {
  // The clock may be set while this waits.
  const until = performance.now() + wait;
  for (;;) {
    const lock = await tryLock(file);
    if (lock !== undefined || performance.now() >= until) return lock;
    const held = await readLock(file);
    for (let looks = 0; looks < 20 && performance.now() < until; looks++) {
      await pause(glance * (1 + Math.random()));
      if ((await readLock(file))?.text !== held?.text) break;
    }
  }
}

/** Whether a lock is free, held, or left behind by a crash. */
export async function lockState(file: string): Promise<'free' | 'held' | 'left'> {
  const found = await readLock(file);
  if (found === undefined) return 'free';
  // The clock of another machine that holds the file may differ: the process that takes the lock checks more closely.
  return (await isLeft(file, found, Date.now())) ? 'left' : 'held';
}

/** Removes a lock that a crash has left behind. */
export async function removeLeftLock(file: string): Promise<void> {
  const lock = await tryLock(file);
  await lock?.release();
}

/**
 * Whether a file that a lock is made of was left by a dead process.
 * @param now by the clock of the machine that holds the file
 */
export async function isLeftLockFile(file: string, now: number): Promise<boolean> {
  const found = await readLock(file);
  return found !== undefined && (await isLeft(file, found, now));
}

async function tryLock(file: string, base = file): Promise<Lock | undefined> {
  const token = randomBytes(16).toString('hex');
  const text = `${JSON.stringify({ token, ...(await processes().self()) })}\n`;
  const whole = await ownTemporaryPath(base);
  try {
    await writeNew(whole, text);
    for (let looks = 0; ; looks++) {
      if (await named(whole, file, text)) return own(file, token);
      const found = await readLock(file);
      if (found === undefined) {
        // Its owner has just gone. A link to nothing, however, keeps the name taken.
        if (looks < mostLooks) continue;
        return undefined;
      }
      if (!(await isLeft(file, found, await disk().modifiedAt(whole)))) return undefined;
      // Who replaces a dead lock owns a file named after it, so that two never do it.
      const claim = await tryLock(temporaryPath(base, idOf(found)), base);
      if (claim === undefined) return undefined;
      try {
        if ((await readLock(file))?.text !== found.text) continue;
        await disk().rename(whole, file);
        return own(file, token);
      } finally {
        await claim.release();
      }
    }
  } finally {
    await disk()
      .unlink(whole)
      .catch(() => undefined);
  }
}

/** Gives a file that is whole its name. @returns false where the name is taken */
async function named(whole: string, file: string, text: string): Promise<boolean> {
  try {
    await disk().link(whole, file);
    return true;
  } catch (cause) {
    if (hasCode(cause, 'EEXIST')) return false;
    if (isMissing(cause)) throw cause;
  }
  // Some shared drives and memory cards have no second names. There, a lock is empty for a moment, and counts as held.
  try {
    await writeNew(file, text);
    return true;
  } catch (cause) {
    if (hasCode(cause, 'EEXIST')) return false;
    throw cause;
  }
}

async function writeNew(file: string, text: string): Promise<void> {
  const handle = await disk().open(file, 'wx');
  try {
    await handle.write(text);
  } finally {
    await handle.close();
  }
}

function own(file: string, token: string): Lock {
  const beat = setInterval(() => {
    void heartbeat(file, token);
  }, heartbeatEvery);
  beat.unref();
  const isOurs = async (): Promise<boolean> => (await readLock(file))?.owner?.token === token;
  return {
    isOurs,
    release: async () => {
      clearInterval(beat);
      try {
        if (await isOurs()) await disk().unlink(file);
      } catch {
        givenUp().add(token);
      }
    },
  };
}

/** Writes the lock again as it is, for the time of its last change. The open file is checked, because the name may belong to another process by now. */
async function heartbeat(file: string, token: string): Promise<void> {
  try {
    const handle = await disk().open(file, 'r+');
    try {
      const bytes = await handle.read();
      if (parsed(bytes.toString('utf8')).owner?.token === token) await handle.overwrite(bytes);
    } finally {
      await handle.close();
    }
  } catch {
    // The next one may come through; six are missed before anyone takes the lock.
  }
}

async function isLeft(file: string, { owner }: LockFile, now: number): Promise<boolean> {
  if (owner !== undefined && (givenUp().has(owner.token) || (await processes().isRunning(owner)) === false))
    return true;
  const beat = await disk()
    .modifiedAt(file)
    .catch(() => now);
  // A time in the future is no heartbeat either: the file was unpacked or planted.
  return Math.abs(now - beat) > heartbeatEnds;
}

async function readLock(file: string): Promise<LockFile | undefined> {
  try {
    return parsed((await disk().readFile(file)).toString('utf8'));
  } catch (cause) {
    if (isMissing(cause)) return undefined;
    throw cause;
  }
}

function parsed(text: string): LockFile {
  try {
    const json: unknown = JSON.parse(text);
    if (isOwner(json)) return { owner: json, text };
  } catch {
    // It is not whole.
  }
  return { owner: undefined, text };
}

function isOwner(json: unknown): json is NonNullable<LockFile['owner']> {
  const fields = ['token', 'pid', 'place', 'started'];
  return typeof json === 'object' && json !== null && fields.every((field) => field in json);
}

function idOf({ text }: LockFile): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}
