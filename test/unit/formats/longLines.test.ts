import { expect, it } from 'vitest';
import { parseFilter } from '../../../src/core/dataset/filter/filter';
import { textHeaderFields } from '../../../src/core/formats/textHeaderFields';
import { readOme } from '../../../src/core/formats/tiff/ome';

// What takes steps by the square of its length keeps such tests from ending.

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

it('lists header lines with any number of spaces', () => {
  const line = `a${' '.repeat(500_000)}b`;
  expect(textHeaderFields(bytes(`${line}\n`), () => false)).toHaveLength(1);
  const fields = textHeaderFields(bytes(' name  :  value = 1 \nkey:=x\n# a: b\n:odd\nn = 2\n'), () => false);
  expect(fields.map(({ name, value }) => [name, value])).toEqual([
    ['name', 'value = 1'],
    ['key', 'x'],
    ['', '# a: b'],
    ['', ':odd'],
    ['n', '2'],
  ]);
});

it('refuses a filter of any number of digits', () => {
  for (const text of ['1'.repeat(500_000), `<${'1'.repeat(500_000)}x`, `${'.1'.repeat(250_000)}..`]) {
    expect(() => parseFilter(`quality:${text}`)).toThrow(/not a range of quality/);
  }
});

it('gives up on descriptions whose elements never end', () => {
  expect(readOme(`<OME>${'<Image><Pixels SizeX="1">'.repeat(60_000)}`, 1)).toEqual({});
  expect(readOme(`<OME><Pixels ${' SizeX="'.repeat(60_000)}/>`, 1).pages?.length ?? 0).toBeLessThanOrEqual(1);
});
