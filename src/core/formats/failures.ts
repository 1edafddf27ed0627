import { messageOf, UserError } from '../base/error';
import { t, type Message } from '../text/message';

const copyAgain = t`Export or copy the file again.`;

export function damaged(problem: Message, cause?: unknown): UserError {
  return new UserError('damaged', { problem, advice: copyAgain, ...(cause === undefined ? {} : { cause }) });
}

export function unsupportedEncoding(problem: Message, advice: Message): UserError {
  return new UserError('unsupported-encoding', { problem, advice });
}

/** @throws UserError `damaged` when fewer bytes are there than the header announces */
export function checkComplete(present: number, announced: number): void {
  if (present >= announced) return;
  const missing = announced - present;
  throw damaged(t`${missing} of the ${announced} bytes that the header declares are missing; the file is truncated.`);
}

/**
 * Runs a third-party parser, whose exceptions mean that its input is broken.
 * @throws UserError `damaged`, with the parser's reason
 */
export function parsing<T>(what: Message, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    throw unreadable(what, error);
  }
}

/** Runs a parser that reads as it goes, as {@link parsing}. */
export async function parsingAsync<T>(what: Message, parse: () => Promise<T>): Promise<T> {
  try {
    return await parse();
  } catch (error) {
    throw unreadable(what, error);
  }
}

function unreadable(what: Message, error: unknown): UserError {
  if (error instanceof UserError) return error;
  const reason = messageOf(error).replace(/\.$/, '');
  return damaged(t`${what} could not be read (${reason}).`, error);
}
