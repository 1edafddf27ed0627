import { hasCode } from './hasCode';

/** Whether a file or folder is not there. */
export function isMissing(cause: unknown): boolean {
  return hasCode(cause, 'ENOENT');
}
