import { UserError } from '../../base/error';
import { t, type Message } from '../../text/message';

/** One condition as it was typed: a field with its alternatives. Quotes are resolved. */
export interface RawTerm {
  readonly negated: boolean;
  /** undefined for a bare word. */
  readonly field: string | undefined;
  readonly values: readonly string[];
}

/**
 * Splits a filter into its terms: `field:value,value`, `-field:value`, or a bare word. Spaces, commas and colons within
 * double quotes belong to the value; a backslash within quotes takes the next character as it is.
 * @throws UserError `bad-input` for a quote that does not end, and for a term without a value
 */
export function splitTerms(text: string): RawTerm[] {
  const terms: RawTerm[] = [];
  let at = 0;
  while (at < text.length) {
    if (/\s/.test(text[at]!)) at++;
    else {
      const { term, end } = readTerm(text, at);
      terms.push(term);
      at = end;
    }
  }
  return terms;
}

function readTerm(text: string, start: number): { term: RawTerm; end: number } {
  const negated = text[start] === '-';
  const values: string[] = [];
  let field: string | undefined;
  let value = '';
  let isQuoted = false;
  let at = negated ? start + 1 : start;
  for (; at < text.length && (isQuoted || !/\s/.test(text[at]!)); at++) {
    const sign = text[at]!;
    if (sign === '"') isQuoted = !isQuoted;
    else if (isQuoted && sign === '\\' && at + 1 < text.length) value += text[++at]!;
    else if (!isQuoted && sign === ':' && field === undefined && values.length === 0) {
      field = value;
      value = '';
    } else if (!isQuoted && sign === ',') {
      values.push(value);
      value = '';
    } else value += sign;
  }
  const typed = text.slice(start, at);
  if (isQuoted) throw wrong(t`The quotation in ${typed} has no end.`, t`Add the closing quotation mark.`);
  values.push(value);
  if (values.includes('')) throw wrong(t`“${typed}” lacks a value.`, t`Write it like status:unreviewed.`);
  return { term: { negated, field: field?.toLowerCase(), values }, end: at };
}

/** A value as {@link splitTerms} reads it back. */
export function quoted(value: string): string {
  return /[\s",:\\]|^-/.test(value) ? `"${value.replaceAll(/["\\]/g, '\\$&')}"` : value;
}

export function wrong(problem: Message, advice: Message): UserError {
  return new UserError('bad-input', { problem, advice });
}
