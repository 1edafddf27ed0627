import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../../core/base/error';
import { sentences, t } from '../../core/text/message';
import { disk, isHeld } from './disk';
import { hasCode } from './hasCode';
import { isMissing } from './isMissing';
import { reasonOf } from './reasonOf';
import { ownTemporaryPath } from './temporaries';

/**
 * Writes a file so that its path holds either the old content or all of the new, whatever happens in between: a temporary
 * file in the same folder is written, synced and renamed.
 *
 * @throws UserError `unwritable`, `in-use` naming the file; the old content is still there
 */
export async function writeFileAtomically(target: string, content: Uint8Array | string): Promise<void> {
  const temporary = await ownTemporaryPath(target);
  try {
    await writeSynced(temporary, content);
    await disk().rename(temporary, target);
  } catch (cause) {
    await disk()
      .unlink(temporary)
      .catch(() => undefined);
    throw notWritten(target, cause);
  }
  await syncFolder(path.dirname(target));
}

/** Writes a new file and brings its content to the disk. @throws what the system says, also where the name is taken by a link */
export async function writeSynced(file: string, content: Uint8Array | string): Promise<void> {
  const handle = await disk().open(file, 'wx');
  try {
    await handle.write(content);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Makes the names in a folder durable, where the platform can: Windows cannot open folders. */
export async function syncFolder(folder: string): Promise<void> {
  try {
    await disk().syncFolder(folder);
  } catch {
    // The content is safe; only a power cut in the next moments could bring the old name back.
  }
}

/** Makes a folder and those above it. @throws UserError `unwritable` naming it */
export async function makeFolder(folder: string): Promise<void> {
  try {
    await disk().mkdir(folder);
  } catch (cause) {
    throw new UserError('unwritable', {
      file: folder,
      problem: t`The folder cannot be created: ${reasonOf(cause)}.`,
      advice: t`Check that its parent folder is writable and that there is free space.`,
      cause,
    });
  }
}

/** Removes a file; nothing where there is none. @throws UserError `unwritable`, `in-use` naming it */
export async function removeFile(file: string): Promise<void> {
  try {
    await disk().unlink(file);
  } catch (cause) {
    if (!isMissing(cause)) throw notWritten(file, cause, 'removed');
  }
}

/** Why a file could not be written or removed. */
export function notWritten(file: string, cause: unknown, what: 'written' | 'removed' = 'written'): UserError {
  const reason = reasonOf(cause);
  const problem =
    what === 'written' ? t`The file cannot be written: ${reason}.` : t`The file cannot be removed: ${reason}.`;
  if (isHeld(cause)) {
    // Elsewhere, the first two rather mean that the file is protected.
    const isInUse = process.platform === 'win32' || hasCode(cause, 'EBUSY');
    return new UserError(isInUse ? 'in-use' : 'unwritable', {
      file,
      problem: sentences(problem, t`It is protected or open in another program.`),
      advice: t`Close it there, or check its permissions, then try again.`,
      cause,
    });
  }
  return new UserError('unwritable', {
    file,
    problem,
    advice: t`Check that the folder exists and is writable and that there is free space, then save again.`,
    cause,
  });
}

/**
 * Finds out before a long run whether its result can be written.
 * @param target undefined where none was asked for
 * @param ending that the name must have, so that no other file is replaced by mistake
 * @throws UserError `bad-input` for another ending, `unwritable` naming the file
 */
export async function checkOutput(target: string | undefined, ending: string): Promise<void> {
  if (target === undefined) return;
  if (!target.toLowerCase().endsWith(ending)) {
    throw new UserError('bad-input', { file: target, problem: t`The name does not end with ${ending}.` });
  }
  try {
    await access(path.dirname(target), constants.W_OK);
  } catch (cause) {
    throw new UserError('unwritable', {
      file: target,
      problem: t`The file cannot be written: ${reasonOf(cause)}.`,
      advice: t`Check that the folder exists and is writable.`,
      cause,
    });
  }
}
