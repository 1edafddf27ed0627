import { stat } from 'node:fs/promises';
import { t } from '../../core/text/message';
import { UserError } from '../../core/base/error';
import { isMissing } from './isMissing';
import { reasonOf } from './reasonOf';

/**
 * Stands for a file as it lies on disk, without reading it: it changes when the file is written or replaced.
 * @returns undefined where there is no file
 * @throws UserError `unreadable`
 */
export async function fileStamp(file: string): Promise<string | undefined> {
  try {
    const { size, mtimeMs, ino } = await stat(file);
    return `${size} ${mtimeMs} ${ino}`;
  } catch (cause) {
    if (isMissing(cause)) return undefined;
    throw new UserError('unreadable', { file, problem: t`The file cannot be read: ${reasonOf(cause)}.`, cause });
  }
}
