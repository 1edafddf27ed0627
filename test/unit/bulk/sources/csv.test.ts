import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseCsv } from '../../../../src/core/text/csv';
import { boxed, objectsByImage } from '../../../support/sourceFolder';

const parse = (text: string) =>
  objectsByImage({ kind: 'csv', file: 'boxes.csv' }, { 'boxes.csv': text, 'ct, 1.png': '', 'b.png': '' });

it('gives the boxes of each line to its image', async () => {
  const text =
    '\uFEFFimage,label,x0,y0,x1,y1,slice\r\n"ct, 1.png","a ""big"" one",1,2,3.5,4,\r\n\r\nb.png,,5,6,7,8,9\r\n"ct, 1.png",x,0,0,1,1,0';
  expect(await parse(text)).toEqual({
    'ct, 1.png': [boxed('a "big" one', 1, 2, 3.5, 4), boxed('x', 0, 0, 1, 1)],
    'b.png': [boxed('object', 5, 6, 7, 8, 9)],
  });
});

it('knows the usual names of columns', async () => {
  expect(await parse('filename,class,xmin,ymin,xmax,ymax\nb.png,liver,1,2,3,4')).toEqual({
    'b.png': [boxed('liver', 1, 2, 3, 4)],
  });
});

it.each([
  ['', 'no column “image”'],
  ['image,x0,y0,x1\nb.png,1,2,3', 'no column “y1”'],
  ['image,x0,y0,x1,y1\nb.png,1,2,,4', 'line 2 has no number as “x1”'],
  ['image,x0,y0,x1,y1\nb.png,1,2,3,4\nb.png,1,2,Infinity,4', 'line 3 has no number as “x1”'],
  ['image,x0,y0,x1,y1,slice\nb.png,1,2,3,4,-1', 'line 2 has no number as “slice”'],
  ['image,x0,y0,x1,y1\n,1,2,3,4', 'line 2 names no image'],
])('says what is wrong in %j', async (text, message) => {
  await expect(parse(text)).rejects.toThrow(message);
});

it('reads what RFC 4180 writes', () => {
  const quoted = (field: string): string => `"${field.replaceAll('"', '""')}"`;
  fc.assert(
    fc.property(fc.array(fc.array(fc.string({ minLength: 1 }), { minLength: 1 })), (rows) => {
      expect(parseCsv(rows.map((row) => row.map(quoted).join(',')).join('\r\n'))).toEqual(rows);
    }),
  );
});
