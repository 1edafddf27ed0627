import { messageOf, UserError } from '../../src/core/base/error';
import type { Problem } from './page';

/** What is said of a failure. */
export function problemOf(error: unknown): Problem {
  return error instanceof UserError
    ? { problem: error.details.problem, advice: error.details.advice ?? '' }
    : { problem: messageOf(error), advice: '' };
}
