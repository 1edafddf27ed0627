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
