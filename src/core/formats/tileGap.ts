import { messageOf, UserError } from '../base/error';
import { t, type Message } from '../text/message';

/** Says that a part of a large image is black, as it could not be read. Columns and rows count from 0, and are shown from 1. */
export function tileGap(
  { level, column, row }: { readonly level: number; readonly column: number; readonly row: number },
  error: unknown,
): Message {
  const why = error instanceof UserError ? error.details.problem : messageOf(error);
  return t`Column ${column + 1}, row ${row + 1} of the tiles of level ${level} is black: ${why}`;
}
