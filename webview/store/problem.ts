import { messageOf, UserError, type UserErrorCode } from '../../src/core/base/error';
import { localized } from '../l10n/localize';

/** What stands in the way of opening the image, or went wrong with a prompt. */
export interface Problem {
  readonly problem: string;
  readonly advice: string;
}

/** Of what a person has drawn or asked for. */
const ofInput: ReadonlySet<UserErrorCode> = new Set(['bad-input', 'bad-prompt']);

/** Whether a failure may lie in the model or the device, of which the status tells more. */
export function isExplainedByStatus(error: unknown): boolean {
  return !(error instanceof UserError && ofInput.has(error.code));
}

/** What is said of a failure. */
export function problemOf(error: unknown): Problem {
  return error instanceof UserError
    ? { problem: localized(error.details.problem), advice: localized(error.details.advice ?? '') }
    : { problem: messageOf(error), advice: '' };
}
