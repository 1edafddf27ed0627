import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { messageOf, UserError } from '../../core/base/error';

/** SHA-256 of a file in hexadecimal digits. @throws UserError `not-found`, `unreadable` */
export async function hashFile(file: string): Promise<string> {
  const hash = createHash('sha256');
  try {
    await pipeline(createReadStream(file), hash);
  } catch (cause) {
    const missing = cause instanceof Error && 'code' in cause && cause.code === 'ENOENT';
    throw new UserError(missing ? 'not-found' : 'unreadable', {
      file,
      problem: missing ? 'The file does not exist.' : `The file cannot be read: ${messageOf(cause)}.`,
      cause,
    });
  }
  return hash.digest('hex');
}
