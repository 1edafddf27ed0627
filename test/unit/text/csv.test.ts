import { expect, it } from 'vitest';
import { formatCsv, parseCsv } from '../../../src/core/text/csv';

it('writes what it reads', () => {
  const rows = [
    ['image', 'label'],
    ['a, b.png', 'says "liver"'],
    ['line\nbreak', 'x'],
  ];
  expect(formatCsv(rows)).toBe('image,label\r\n"a, b.png","says ""liver"""\r\n"line\nbreak",x\r\n');
  expect(parseCsv(formatCsv(rows))).toEqual(rows);
});

it.each(['=cmd|calc', '+1', '-1+2', '@SUM(A1)', '\t=1', '\r=1', '＝1'])('keeps %j from being a formula', (text) => {
  expect(parseCsv(formatCsv([[text, 'b']]))).toEqual([[`'${text}`, 'b']]);
});

it('leaves numbers numbers, and cells without a value empty', () => {
  expect(formatCsv([[-1.5, 0, undefined, 'a-b']])).toBe('-1.5,0,,a-b\r\n');
});
