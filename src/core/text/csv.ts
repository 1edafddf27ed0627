/** What stands between fields: spreadsheets write `;` where the comma is the decimal mark. */
export type Delimiter = ',' | ';' | '\t';

/** The delimiter that parts the first line into most fields. */
export function delimiterOf(text: string): Delimiter {
  const [line = ''] = text.split(/\r?\n/, 1);
  const counted = ([',', ';', '\t'] as const).map((each) => ({ each, fields: parseCsv(line, each)[0]?.length ?? 0 }));
  return counted.reduce((best, next) => (next.fields > best.fields ? next : best)).each;
}

/**
 * The rows of a CSV text as RFC 4180 has it: quoted fields may hold commas, line breaks and doubled quotes. Line ends of any
 * kind and a byte order mark are taken; empty lines are left out.
 */
export function parseCsv(text: string, delimiter: Delimiter = ','): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let field = '';
  let quoted = false;
  const endRow = (): void => {
    if (row.length > 0 || field !== '') rows.push([...row, field]);
    row = [];
    field = '';
  };
  const start = text.startsWith('\uFEFF') ? 1 : 0;
  for (let at = start; at < text.length; at++) {
    const char = text[at]!;
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
    } else if (char === '\n' || char === '\r') endRow();
    else field += char;
  }
  endRow();
  return rows;
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
