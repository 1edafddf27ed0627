import { UserError } from '../../base/error';
import { t } from '../../text/message';
import type { Area } from './area';

/** Why an area changes no pixel of a mask. */
export function nothingDrawn({ kind }: Area, erases: boolean): UserError {
  return kind === 'hole' ? nothingHere(erases) : nothingChanges(erases);
}

/** Fill Hole has found no hole; to erase, no island. */
function nothingHere(erases: boolean): UserError {
  return erases
    ? new UserError('bad-input', {
        problem: t`The object has no pixels here.`,
        advice: t`Alt-click the island to remove.`,
      })
    : new UserError('bad-input', {
        problem: t`There is no hole of the selected object here.`,
        advice: t`Select the object, then click a hole that it encloses.`,
      });
}

/** An area holds no pixel that can be added; to erase, removed. */
function nothingChanges(erases: boolean): UserError {
  return new UserError('bad-input', {
    problem: erases
      ? t`No pixel of the object was removed: it has none there.`
      : t`No pixel was added: all of them are in the mask, or not to be painted over.`,
    advice: t`Draw elsewhere, or change the limits of the brush.`,
  });
}
