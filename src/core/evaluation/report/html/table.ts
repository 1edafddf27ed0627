import { t } from '../../../text/message';
import type { Table } from '../table';
import { placeAttribute } from './links';
import { escaped } from './markup';
import type { ReportPage } from './page';

/** What columns of numbers hold: numbers, their ranges, and a dash where there is none. */
const numeric = /^[\d.,+−–…\s%-]*$/;

/**
 * A table of a report. Columns of text begin at the left, those of numbers end at the right.
 * @param placeOf the place that a row opens, counted from 0; left out in a report that opens nothing
 */
export function htmlTable({ head, rows }: Table, say: ReportPage['say'], placeOf?: (row: number) => number): string {
  const isText = head.map((_, column) => rows.some((row) => !numeric.test(say(row[column] ?? ''))));
  const cell = (tag: 'th' | 'td', column: number, content: string): string =>
    `<${tag}${isText[column] === true ? ' class="text"' : ''}>${content}</${tag}>`;
  const headings = head.map((title, column) => cell('th', column, escaped(say(title)))).join('');
  const body = rows.map((row, i) => {
    const contents = row.map((content) => escaped(say(content)));
    const cells = contents.map((content, column) => cell('td', column, content));
    if (placeOf === undefined) return `<tr>${cells.join('')}</tr>`;
    // The whole row takes the mouse, its first cell the keyboard.
    const name = escaped(say(t`Open ${row[0] ?? ''}`));
    const link = `<span class="open" role="link" tabindex="0" aria-label="${name}">${contents[0] ?? ''}</span>`;
    return `<tr ${placeAttribute}="${placeOf(i)}">${[cell('td', 0, link), ...cells.slice(1)].join('')}</tr>`;
  });
  return `<table><thead><tr>${headings}</tr></thead><tbody>${body.join('')}</tbody></table>`;
}
