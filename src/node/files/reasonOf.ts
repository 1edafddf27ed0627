import { messageOf } from '../../core/base/error';

/** What the system says between its code and the call that failed: `EACCES: permission denied, open '/a/b.png'`. */
const systemMessage = /^[A-Z][A-Z\d_]*: (.+?), \w+(?: '.*)?$/s;

/** Why something with a file did not work, in words: `permission denied`. The caller names the file. */
export function reasonOf(cause: unknown): string {
  const message = messageOf(cause);
  return systemMessage.exec(message)?.[1] ?? message;
}
