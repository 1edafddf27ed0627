import * as v from 'valibot';
import { t, type Message } from '../text/message';
import type { UserError } from './error';

/**
 * Parses JSON of a schema.
 * @param wrong the error for a reason: “it is not valid JSON”, or a field and what is wrong with it
 * @throws what `wrong` returns
 */
export function parseJson<T extends v.GenericSchema>(
  schema: T,
  text: string,
  wrong: (reason: Message, cause?: unknown) => UserError,
): v.InferOutput<T> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw wrong(t`it is not valid JSON`, cause);
  }
  // To valibot, a list is a record of its indices.
  if (Array.isArray(json) && schema.type !== 'array') throw wrong(t`it must be an object, not a list`);
  const parsed = v.safeParse(schema, json);
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  throw wrong(t`“${v.getDotPath(issue) ?? '(root)'}”: ${issue.message}`);
}
