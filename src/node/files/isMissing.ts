import { hasCode } from './hasCode';

/** Whether a file or folder is not there: none can have a name that is too long. */
export function isMissing(cause: unknown): boolean {
  return hasCode(cause, 'ENOENT', 'ENAMETOOLONG');
}

/** Whether a path leads nowhere: what it names is not there, or it goes through a file as if that were a folder. */
export function leadsNowhere(cause: unknown): boolean {
  return isMissing(cause) || hasCode(cause, 'ENOTDIR');
}
