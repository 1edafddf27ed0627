import { UserError } from '../../core/base/error';
import { t } from '../../core/text/message';

/** Another image has the name that a volume or a part of an image gets. */
export function takenName(target: string): UserError {
  return new UserError('conflict', {
    file: target,
    problem: t`This image has the name that a volume or a part of another image gets in this layout.`,
    advice: t`Rename the image first.`,
  });
}
