import fc from 'fast-check';
import { expect, it } from 'vitest';
import { parseCsv } from '../../../../src/core/text/csv';
import { openSource } from '../../../../src/core/bulk/sources';
import { noteJson, noteText } from '../../../../src/core/layouts/annotationNote';
import { english } from '../../../../src/core/text/message';
import { boxed, objectsByImage, sourceFolder } from '../../../support/sourceFolder';

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

it.each<[string, string, Parameters<typeof boxed>]>([
  ['semicolons and decimal commas', 'image;label;x0;y0;x1;y1\nb.png;liver;1,5;2;3;4', ['liver', 1.5, 2, 3, 4]],
  ['tabs', 'image\tlabel\tx0\ty0\tx1\ty1\nb.png\tliver\t1\t2\t3\t4', ['liver', 1, 2, 3, 4]],
  ['a corner and sides', 'image,label,x,y,w,h\nb.png,liver,1,2,2,2', ['liver', 1, 2, 3, 4]],
  [
    'a corner called a minimum, and sides',
    'image,label,xmin,ymin,width,height\nb.png,liver,1,2,2,2',
    ['liver', 1, 2, 3, 4],
  ],
  ['a centre and sides', 'image,label,x_center,y_center,width,height\nb.png,liver,2,3,2,2', ['liver', 1, 2, 3, 4]],
  ['corners counted from one', 'image,x1,y1,x2,y2\nb.png,1,2,3,4', ['object', 1, 2, 3, 4]],
  ['reversed corners', 'image,x0,y0,x1,y1\nb.png,3,4,1,2', ['object', 1, 2, 3, 4]],
  [
    'VinDr',
    'image_id,class_name,class_id,x_min,y_min,x_max,y_max\nb,Nodule,8,1,2,3,4\nb,No finding,14,,,,',
    ['Nodule', 1, 2, 3, 4],
  ],
  ['RSNA', 'patientId,x,y,width,height,Target\nb,1,2,2,2,1\nb,,,,,0', ['object', 1, 2, 3, 4]],
  ['NIH', 'Image Index,Finding Label,Bbox [x,y,w,h],,,\nb.png,Mass,1,2,2,2,,,', ['Mass', 1, 2, 3, 4]],
  [
    'TensorFlow, in another size',
    'filename,width,height,class,xmin,ymin,xmax,ymax\nb.png,400,200,liver,2,4,6,8',
    ['liver', 1, 2, 3, 4],
  ],
])('reads %s', async (_, text, box) => {
  expect(await parse(text)).toEqual({ 'b.png': [boxed(...box)] });
});

it.each([
  ['', 'no column “image”'],
  ['image,x0,y0,x1\nb.png,1,2,3', 'no column “y1”'],
])('says what is missing in %j', async (text, message) => {
  await expect(parse(text)).rejects.toThrow(message);
});

it.each([
  ['b.png,1,2,,4,', 'It has no number as “x1”.'],
  ['b.png,1,2,Infinity,4,', 'It has no number as “x1”.'],
  ['b.png,1,2,3,4,-1', 'It has no number as “slice”.'],
  ['b.png,1,2,1,4,', 'Its box has no extent.'],
  [',1,2,3,4,', 'It names no image.'],
])('has a note for the line %j, and reads the others', async (line, message) => {
  const text = `image,x0,y0,x1,y1,slice\n${line}\nb.png,1,2,3,4,`;
  const source = await openSource({ kind: 'csv', file: 'boxes.csv' }, sourceFolder({ 'boxes.csv': text, 'b.png': '' }));
  expect(source.notes!.map(noteJson)).toEqual([{ file: 'boxes.csv', annotation: 2, line: 2, message }]);
  expect(source.notes!.map((note) => english(noteText(note)))).toEqual([`boxes.csv, line 2: ${message}`]);
  expect(await parse(text)).toEqual({ 'b.png': [boxed('object', 1, 2, 3, 4)] });
});

it('asks what coordinates between 0 and 1 are', async () => {
  const text = 'image,x0,y0,x1,y1\nb.png,0.25,0.25,0.5,0.5';
  await expect(parse(text)).rejects.toThrow('--csv-coordinates fractions');
  const as = (coordinates: 'pixels' | 'fractions') =>
    objectsByImage({ kind: 'csv', file: 'boxes.csv', coordinates }, { 'boxes.csv': text, 'b.png': '' });
  expect(await as('fractions')).toEqual({ 'b.png': [boxed('object', 50, 25, 100, 50)] });
  expect(await as('pixels')).toEqual({ 'b.png': [boxed('object', 0.25, 0.25, 0.5, 0.5)] });
});

it('reads what RFC 4180 writes', () => {
  const quoted = (field: string): string => `"${field.replaceAll('"', '""')}"`;
  fc.assert(
    fc.property(fc.array(fc.array(fc.string({ minLength: 1 }), { minLength: 1 })), (rows) => {
      expect(parseCsv(rows.map((row) => row.map(quoted).join(',')).join('\r\n'))).toEqual(rows);
    }),
  );
});

it.each([
  [
    'image_id;class_name;x_min;y_min;x_max;y_max\nb;liver;1;2;3;4\nb;;;;;',
    /“x_min”, “y_min”, “x_max”, “y_max” \(two corners\), “class_name” \(label\), in pixels; labels: liver$/,
  ],
  [
    'patientId,x,y,width,height\nb,1,2,3,4',
    /1 box in 1 image, from the columns “patientId” \(image\), .*“height” \(corner, width and height\)/,
  ],
  ['image,cx,cy,w,h\nb,0.5,0.5,0.2,0.2', /\(centre, width and height\), as fractions of width and height/],
])('says what it has understood of %j', async (text, message) => {
  const spec = { kind: 'csv', file: 'boxes.csv', coordinates: 'fractions' } as const;
  const { understood } = await openSource(spec, sourceFolder({ 'boxes.csv': text, 'b.png': '' }));
  expect(english(understood[0]!)).toMatch(message);
});

it('takes the delimiter that Excel states in a first line', async () => {
  const found = await parse('sep=;\r\nimage;x0;y0;x1;y1\r\nb;1;2;3;4,5\r\n');
  expect(found).toEqual({ 'b.png': [boxed('object', 1, 2, 3, 4.5)] });
});

it('numbers lines as editors do, past empty lines and line breaks in fields', async () => {
  const text = 'image,label,x0,y0,x1,y1\r\n\r\nb,"two\nlines",1,2,3,4\r\nb,liver,x,2,3,4\n';
  const { notes } = await openSource(
    { kind: 'csv', file: 'boxes.csv' },
    sourceFolder({ 'boxes.csv': text, 'b.png': '' }),
  );
  expect(notes?.map(({ annotation }) => annotation)).toEqual([5]);
});
