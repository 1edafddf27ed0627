import { hasCode } from './hasCode';

/** Whether a file or folder is not there: none can have a name that is too long. */
export function isMissing(cause: unknown): boolean {
  return hasCode(cause, 'ENOENT', 'ENAMETOOLONG');
}
