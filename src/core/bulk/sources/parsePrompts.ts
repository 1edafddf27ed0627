import type * as v from 'valibot';
import { UserError } from '../../base/error';
import { parseJson } from '../../base/parseJson';
import { t, type Message } from '../../text/message';

/**
 * Parses a file of prompts in JSON.
 * @throws UserError `damaged` naming the first field that is wrong
 */
export function parsePrompts<T extends v.GenericSchema>(schema: T, text: string, file: string): v.InferOutput<T> {
  return parseJson(schema, text, (reason, cause) => wrongPrompts(file, reason, cause));
}

export function wrongPrompts(file: string, reason: Message, cause?: unknown): UserError {
  return new UserError('damaged', {
    file,
    problem: t`The prompts are wrong: ${reason}.`,
    advice: t`See docs/bulk.md for the format.`,
    cause,
  });
}
