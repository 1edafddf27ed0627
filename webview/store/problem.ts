import { messageOf, UserError } from '../../src/core/base/error';
import { localized } from '../l10n/localize';

/** What stands in the way of opening the image, or went wrong with a prompt. */
export interface Problem {
  readonly problem: string;
  readonly advice: string;
}

/** What is said of a failure. */
export function problemOf(error: unknown): Problem {
  return error instanceof UserError
    ? { problem: localized(error.details.problem), advice: localized(error.details.advice ?? '') }
    : { problem: messageOf(error), advice: '' };
}
