import { t } from '../text/message';
import { latin1 } from './bytes';
import { UserError } from './error';

const start = 'version https://git-lfs.github.com/spec/v1';

/**
 * Refuses a pointer that Git LFS left in the place of a file's content.
 * @param head the file, or its first bytes
 * @throws UserError `unreadable` that says how to get the content
 */
export function refuseLfsPointer(head: Uint8Array): void {
  if (latin1(head.subarray(0, start.length)) !== start) return;
  throw new UserError('unreadable', {
    problem: t`This is a Git LFS pointer: the content of the file has not been fetched.`,
    advice: t`Run “git lfs pull” in the repository.`,
  });
}
