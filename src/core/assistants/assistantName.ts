import { printable } from '../base/printable';

/** Characters of the longest name that is kept. */
const longest = 80;

/** The name that an assistant gives itself, as provenance keeps it: one line of a sensible length. */
export function assistantName(name: string | undefined): string {
  const line = printable(name?.trim() ?? '');
  if (line === '') return 'unnamed assistant';
  return line.length > longest ? `${line.slice(0, longest - 1)}…` : line;
}
