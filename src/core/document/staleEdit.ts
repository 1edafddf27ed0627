import { UserError } from '../base/error';
import { t } from '../text/message';

/** What is thrown when an edit was made on another state. */
export function staleEdit(): UserError {
  return new UserError('conflict', {
    problem: t`The masks have changed since this edit was made.`,
    advice: t`Revert the file to see what is on disk, then make the edit again.`,
  });
}
