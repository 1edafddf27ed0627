import type * as v from 'valibot';
import { UserError } from '../base/error';
import { parseJson } from '../base/parseJson';
import { t, type Message } from '../text/message';

/** JSON whose keys, or whose items, have a line each, so that version control shows what changed. */
export function jsonLines(value: Readonly<Record<string, unknown>> | readonly unknown[]): string {
  const isList = Array.isArray(value);
  const items = isList
    ? value.map((item) => JSON.stringify(item))
    : Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}: ${JSON.stringify(item)}`);
  const [open, close] = isList ? '[]' : '{}';
  return items.length === 0 ? `${open}${close}` : `${open}\n${items.join(',\n')}\n${close}`;
}

/**
 * Parses a JSON file of a layout.
 * @param what the file is, for messages
 * @throws UserError `damaged` naming the field that is wrong
 */
export function parseLayoutJson<T extends v.GenericSchema>(
  schema: T,
  text: string,
  file: string,
  what: Message,
): v.InferOutput<T> {
  return parseJson(schema, text, (reason, cause) => damagedJson(file, what, reason, cause));
}

/** A JSON file that is not what it should be. */
export function damagedJson(file: string, what: Message, reason: Message, cause?: unknown): UserError {
  return new UserError('damaged', {
    file,
    problem: t`${what} is wrong: ${reason}.`,
    advice: t`Correct it, or export it again; see docs/layouts.md.`,
    cause,
  });
}
