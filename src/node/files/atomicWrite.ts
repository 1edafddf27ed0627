import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { access, open, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../../core/base/error';
import { reasonOf } from './reasonOf';

/**
 * Writes a file so that its path holds either the old content or all of the new, whatever happens meanwhile: a temporary
 * file in the same folder is written, synced and renamed.
 *
 * @throws UserError `unwritable` naming the file; the old content is still there
 */
export async function writeFileAtomically(target: string, content: Uint8Array | string): Promise<void> {
  const temporary = path.join(path.dirname(target), `.${path.basename(target)}.${randomBytes(6).toString('hex')}.tmp`);
  try {
    const file = await open(temporary, 'wx');
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, target);
  } catch (cause) {
    await rm(temporary, { force: true }).catch(() => undefined);
    throw new UserError('unwritable', {
      file: target,
      problem: `The file cannot be written: ${reasonOf(cause)}.`,
      advice: 'Check that the folder exists, is writable and has space left, then save again.',
      cause,
    });
  }
  await syncFolder(path.dirname(target));
}

/** Makes the renaming itself durable, where the platform can: Windows cannot open folders. */
async function syncFolder(folder: string): Promise<void> {
  try {
    const handle = await open(folder, 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch {
    // The content is safe; only a power cut in the next moments could bring the old name back.
  }
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
    throw new UserError('bad-input', { file: target, problem: `The name does not end with ${ending}.` });
  }
  try {
    await access(path.dirname(target), constants.W_OK);
  } catch (cause) {
    throw new UserError('unwritable', {
      file: target,
      problem: `The file cannot be written: ${reasonOf(cause)}.`,
      advice: 'Check that the folder exists and is writable.',
      cause,
    });
  }
}
