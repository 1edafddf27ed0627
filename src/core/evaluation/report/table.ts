import { english, type Text } from '../../text/message';

/** A table of text; the first column is read from the left, the others are numbers. */
export interface Table {
  readonly head: readonly Text[];
  readonly rows: readonly (readonly Text[])[];
}

/** Columns of equal width, for a terminal. */
export function textTable({ head, rows }: Table): string {
  const body = [head, ...rows].map((cells) => cells.map(english));
  const widths = widthsOf(body);
  return body.map((cells) => padded(cells, widths).join('  ').trimEnd()).join('\n');
}

/** A table of GitHub's Markdown, laid out as oxfmt does. */
export function markdownTable({ head, rows }: Table): string {
  const body = [head, ...rows].map((cells) => cells.map((cell) => english(cell).replaceAll('|', String.raw`\|`)));
  const widths = widthsOf(body).map((width) => Math.max(width, 3));
  const rule = widths.map((width, column) => (column === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`));
  const lines = body.map((cells) => padded(cells, widths));
  return [lines[0]!, rule, ...lines.slice(1)].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function widthsOf(rows: readonly (readonly string[])[]): number[] {
  return rows[0]!.map((_, column) => Math.max(...rows.map((cells) => cells[column]!.length)));
}

function padded(cells: readonly string[], widths: readonly number[]): string[] {
  return cells.map((cell, column) => (column === 0 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!)));
}
