import { t } from '../../../text/message';
import type { Table } from '../table';
import { placeAttribute } from './links';
import { escaped } from './markup';
import type { ReportPage } from './page';

/**
 * A table of a report.
 * @param placeOf the place that a row opens, counted from 0; left out in a report that opens nothing
 */
export function htmlTable({ head, rows }: Table, say: ReportPage['say'], placeOf?: (row: number) => number): string {
  const headings = head.map((cell) => `<th>${escaped(say(cell))}</th>`).join('');
  const body = rows.map((row, i) => {
    const cells = row.map((cell) => escaped(say(cell)));
    if (placeOf === undefined) return `<tr>${cells.map((cell) => `<td>${cell}</td>`).join('')}</tr>`;
    // The whole row takes the mouse, its first cell the keyboard.
    const name = escaped(say(t`Open ${row[0] ?? ''}`));
    const link = `<td><span class="open" role="link" tabindex="0" aria-label="${name}">${cells[0] ?? ''}</span></td>`;
    const rest = cells.slice(1).map((cell) => `<td>${cell}</td>`);
    return `<tr ${placeAttribute}="${placeOf(i)}">${link}${rest.join('')}</tr>`;
  });
  return `<table><thead><tr>${headings}</tr></thead><tbody>${body.join('')}</tbody></table>`;
}
