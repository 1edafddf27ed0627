import { UserError } from '../../src/core/base/error';
import { t } from '../../src/core/text/message';

/** Of a large image, more is in view than is worked on at a time. */
export function tooMuchInView(): UserError {
  return new UserError('bad-input', {
    problem: t`Too much of the image is in view to change it by hand.`,
    advice: t`Zoom in.`,
  });
}

/** As {@link tooMuchInView}, of an area that reaches beyond the view. */
export function tooLarge(): UserError {
  return new UserError('bad-input', {
    problem: t`The area is too large to change it by hand at once.`,
    advice: t`Draw it in parts.`,
  });
}

/** Pixels are chosen by their values, and the view is too coarse for them. */
export function valuesNotLoaded(): UserError {
  return new UserError('bad-input', {
    problem: t`The values of the pixels in view are not loaded at full resolution.`,
    advice: t`Zoom in to actual size.`,
  });
}

/** As {@link valuesNotLoaded}, of an area that reaches beyond the view. */
export function valuesOutOfView(): UserError {
  return new UserError('bad-input', {
    problem: t`Pixels are chosen by their values, which are not loaded outside of the view.`,
    advice: t`Move the whole area into view.`,
  });
}

/** Fill Hole has found no hole; to erase, no island. */
export function nothingHere(erases: boolean): UserError {
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
export function nothingChanges(erases: boolean): UserError {
  return new UserError('bad-input', {
    problem: erases
      ? t`No pixel of the object was removed: it has none there.`
      : t`No pixel was added: all of them are in the mask, or not to be painted over.`,
    advice: t`Draw elsewhere, or change the limits of the brush.`,
  });
}
