import { errorText, UserError } from '../../core/base/error';
import { problem, type Problem } from '../../core/lint/problem';
import { sentences, verbatim, type Message } from '../../core/text/message';
import { slashPath } from '../files/slashPath';

/**
 * A file that cannot be read, as a problem.
 * @param file relative to the folder, where the error names none
 * @param folder left out, the file is taken whatever the error names
 */
export function unreadable(error: unknown, file: string, folder?: string): Problem {
  const named = folder !== undefined && error instanceof UserError ? error.details.file : undefined;
  return problem(
    named === undefined || folder === undefined ? file : slashPath(folder, named) || '.',
    'unreadable',
    reason(error),
  );
}

/** What an error says, without the name of its file. */
export function reason(error: unknown): Message {
  if (!(error instanceof UserError)) {
    const text = errorText(error);
    return typeof text === 'string' ? verbatim(text) : text;
  }
  const { problem: what, advice } = error.details;
  return advice === undefined ? what : sentences(what, advice);
}
