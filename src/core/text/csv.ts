/** What stands between fields: spreadsheets write `;` where the comma is the decimal mark. */
export type Delimiter = ',' | ';' | '\t';

/** A row, and the line of the text that it begins on, counted from 1. */
export interface CsvRow {
  readonly line: number;
  readonly cells: readonly string[];
}

/**
 * The rows of a table with any delimiter: the one that a first line `sep=;` states, as Excel reads and writes it, otherwise the
 * one that parts the first line into most fields.
 */
export function parseTable(text: string): readonly CsvRow[] {
  const stated = /^\uFEFF?sep=([,;\t])\r?\n/i.exec(text);
  if (stated === null) return [...rowsOf(text, delimiterOf(text))];
  const rows = rowsOf(text.slice(stated[0].length), stated[1] as Delimiter);
  return Array.from(rows, ({ line, cells }) => ({ line: line + 1, cells }));
}

/** The delimiter that parts the first line into most fields. */
function delimiterOf(text: string): Delimiter {
  const [line = ''] = text.split(/\r?\n/, 1);
  const counted = ([',', ';', '\t'] as const).map((each) => ({ each, fields: parseCsv(line, each)[0]?.length ?? 0 }));
  return counted.reduce((best, next) => (next.fields > best.fields ? next : best)).each;
}

/**
 * The rows of a CSV text as RFC 4180 has it: quoted fields may hold commas, line breaks and doubled quotes. Line ends of any
 * kind and a byte order mark are taken; empty lines are left out.
 */
export function parseCsv(text: string, delimiter: Delimiter = ','): string[][] {
  return Array.from(rowsOf(text, delimiter), ({ cells }) => [...cells]);
}

function* rowsOf(text: string, delimiter: Delimiter): Generator<CsvRow> {
  let row: string[] = [];
  let field = '';
  let quoted = false;
  let line = 1;
  let start = 1;
  const first = text.startsWith('\uFEFF') ? 1 : 0;
  for (let at = first; at < text.length; at++) {
    const char = text[at]!;
    const isEnd = char === '\n' || char === '\r';
    if (char === '\n' || (char === '\r' && text[at + 1] !== '\n')) line++;
    if (quoted) {
      if (char !== '"') field += char;
      else if (text[at + 1] === '"') {
        field += '"';
        at++;
      } else quoted = false;
    } else if (char === '"' && field === '') quoted = true;
    else if (char === delimiter) {
      row.push(field);
      field = '';
    } else if (isEnd) {
      if (row.length > 0 || field !== '') yield { line: start, cells: [...row, field] };
      row = [];
      field = '';
      start = line;
    } else field += char;
  }
  if (row.length > 0 || field !== '') yield { line: start, cells: [...row, field] };
}

/** What makes spreadsheets take a cell for a formula. */
const formula = /^[=+\-@\t\r\n＝＋－＠]/;

/**
 * Rows as CSV text of RFC 4180, the one way in which the product writes it. An apostrophe goes before text that a spreadsheet
 * would take for a formula: names and labels come from anywhere. Numbers stay numbers, undefined leaves a cell empty.
 */
export function formatCsv(rows: readonly (readonly (string | number | undefined)[])[]): string {
  return rows.map((cells) => `${cells.map(cellOf).join(',')}\r\n`).join('');
}

function cellOf(value: string | number | undefined): string {
  const text = typeof value === 'string' && formula.test(value) ? `'${value}` : String(value ?? '');
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
