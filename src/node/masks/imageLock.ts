import path from 'node:path';
import { UserError } from '../../core/base/error';
import { maskLockName } from '../../core/sidecar/names';
import { t } from '../../core/text/message';
import { notWritten } from '../files/atomicWrite';
import { takeLock, type Lock } from '../files/lock';
import { sidecarPath } from './masksBeside';

/** Longer than the lifetime of a lock whose owner cannot be checked. */
const patience = 75_000;

/** The file that its owner may write the masks of an image with. */
export function lockPath(imagePath: string): string {
  return path.join(path.dirname(imagePath), maskLockName(path.basename(imagePath)));
}

/**
 * Does something while no other process, thread or call writes the masks of an image.
 * @throws UserError `in-use` when another process does not come to an end, `unwritable`
 */
export async function withImageLock<T>(imagePath: string, work: (lock: Lock) => Promise<T>): Promise<T> {
  const lock = await takeLock(lockPath(imagePath), patience).catch((cause: unknown) => {
    throw notWritten(sidecarPath(imagePath), cause);
  });
  if (lock === undefined) {
    throw new UserError('in-use', {
      file: sidecarPath(imagePath),
      problem: t`Another process is saving the masks of this image.`,
      advice: t`Try again in a moment.`,
    });
  }
  try {
    return await work(lock);
  } finally {
    await lock.release();
  }
}
