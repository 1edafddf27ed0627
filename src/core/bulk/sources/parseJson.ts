import * as v from 'valibot';
import { UserError } from '../../base/error';
import { t, type Message } from '../../text/message';

/**
 * Parses a prompt file.
 * @throws UserError `damaged` naming the first field that is wrong
 */
export function parseJson<T extends v.GenericSchema>(schema: T, text: string, file: string): v.InferOutput<T> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw wrongPrompts(file, t`it is not valid JSON`, cause);
  }
  const parsed = v.safeParse(schema, json);
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  throw wrongPrompts(file, t`“${v.getDotPath(issue) ?? '(root)'}”: ${issue.message}`);
}

export function wrongPrompts(file: string, reason: Message, cause?: unknown): UserError {
  return new UserError('damaged', {
    file,
    problem: t`The prompts are wrong: ${reason}.`,
    advice: t`See docs/bulk.md for the format.`,
    cause,
  });
}
