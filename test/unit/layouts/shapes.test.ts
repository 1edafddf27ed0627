import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromBase64, toBase64 } from '../../../src/core/base/base64';
import { writeGreyLabelPng } from '../../../src/core/formats/png/labelMap';
import type { AnnotationNote } from '../../../src/core/layouts/annotationNote';
import * as cvat from '../../../src/core/layouts/cvat';
import * as labelme from '../../../src/core/layouts/labelme';
import type { Layout } from '../../../src/core/layouts/layout';
import * as yolo from '../../../src/core/layouts/yolo';
import { encodeRunLength } from '../../../src/core/mask/runLength';
import { rectMask } from '../../support/sidecars';

const size = { width: 8, height: 6 };
const box = rectMask(size, { x0: 2, y0: 1, x1: 6, y1: 4 });

/** What a layout reads in files: labels and run lengths in an image of 8 × 6 pixels, and what is noted. */
async function readIn(layout: Layout, files: Readonly<Record<string, string>>) {
  const notes: AnnotationNote[] = [];
  const note = (each: AnnotationNote): void => {
    notes.push(each);
  };
  const text = (path: string): Promise<string> => Promise.resolve(files[path]!);
  const found = await layout.read({ paths: Object.keys(files), images: [], text, note });
  const shapes = found.flatMap(({ masks }) =>
    masks.map((mask) => (mask.kind === 'inline' ? [mask.label, mask.mask(size, note)?.counts] : [mask.kind])),
  );
  return {
    names: found.map(({ names }) => names.map(({ name }) => name)),
    shapes,
    notes: notes.map(({ annotation, message }) => [annotation, message]),
  };
}

const counts = (mask = box): readonly number[] => encodeRunLength(mask).counts;

describe('YOLO', () => {
  const data = 'path: ../x\ntrain: images/train\nnames: [liver, "a: b"]\nnc: 2\n';
  const labels = 'labels/train/a 1.txt';

  it('reads outlines and oriented boxes by the names of their classes, and says how many boxes are left out', async () => {
    const corners = '0.25 0.1666667 0.75 0.1666667 0.75 0.6666667 0.25 0.6666667';
    const text = `1 ${corners}\n\n0 0.5 0.5 0.2 0.2\n7 ${corners}\n`;
    expect(await readIn(yolo.layout, { 'data.yaml': data, [labels]: text })).toEqual({
      names: [['images/train/a 1.png']],
      shapes: [
        ['a: b', counts()],
        ['class 7', counts()],
      ],
      notes: [[null, 'Boxes are no masks and are left out: 1.']],
    });
  });

  it('takes names by their numbers', async () => {
    const text = '3 0 0 1 0 1 1\n';
    const { shapes } = await readIn(yolo.layout, { 'data.yaml': 'names:\n  3: tumour\n', [labels]: text });
    expect(shapes[0]![0]).toBe('tumour');
  });

  it.each([
    ['x 1 2 3', 'words'],
    ['-1 0 0 1 1 1 0', 'class'],
    ['0 1 1 1 1 1 1 1', 'no corners'],
    ['0 nan 0 1 1 1 0', 'words'],
  ])('notes the line “%s”', async (line, reason) => {
    const { shapes, notes } = await readIn(yolo.layout, { 'data.yaml': data, [labels]: line });
    expect(shapes).toEqual([]);
    expect(notes).toEqual([[1, expect.stringContaining(reason) as string]]);
  });

  it.each(['names: 3', '- a', 'names: [a', 'names:\n  - {a: b}', ''])('refuses the description “%s”', async (text) => {
    await expect(readIn(yolo.layout, { 'data.yaml': text, [labels]: '' })).rejects.toMatchObject({ code: 'damaged' });
  });
});

describe('LabelMe', () => {
  const file = (...shapes: object[]): Readonly<Record<string, string>> => ({
    'a.json': JSON.stringify({ imagePath: '..\\img\\a.jpg', imageWidth: 8, imageHeight: 6, shapes }),
    'a.png': '',
  });
  const points = [
    [2, 1],
    [6, 4],
  ];

  it('reads every shape that has an area', async () => {
    const corners = [
      [2, 1],
      [6, 1],
      [6, 4],
      [2, 4],
    ];
    const png = toBase64(writeGreyLabelPng({ width: 4, height: 3 }, new Uint8Array(12).fill(1)));
    const { names, shapes, notes } = await readIn(
      labelme.layout,
      file(
        { label: 'a', points: corners, shape_type: 'polygon' },
        { label: 'b', points, shape_type: 'rectangle' },
        { label: 'c', points: corners, shape_type: 'oriented_rectangle' },
        {
          label: 'd',
          points: [
            [2, 1],
            [5, 3],
          ],
          shape_type: 'mask',
          mask: png,
        },
        {
          label: 'e',
          points: [
            [4, 3],
            [4, 1],
          ],
          shape_type: 'circle',
        },
        { label: 'f', points, shape_type: 'line' },
      ),
    );
    expect(names).toEqual([['a', 'a.jpg']]);
    expect(shapes.slice(0, 4)).toEqual(['a', 'b', 'c', 'd'].map((label) => [label, counts()]));
    // The pixels whose centres are no further than 2 from (4, 3).
    expect(shapes[4]![1]).toEqual([11, 2, 5, 4, 4, 4, 5, 2, 11]);
    expect(notes).toEqual([[5, 'A shape of the type “line” has no area.']]);
  });

  it('takes shapes of one group for one object', async () => {
    const left = {
      label: 'a',
      group_id: 1,
      shape_type: 'rectangle',
      points: [
        [2, 1],
        [4, 4],
      ],
    };
    const right = {
      ...left,
      points: [
        [4, 1],
        [6, 4],
      ],
    };
    const { shapes } = await readIn(labelme.layout, file(left, right, { ...right, label: 'b' }));
    expect(shapes).toEqual([
      ['a', counts()],
      ['b', counts(rectMask(size, { x0: 4, y0: 1, x1: 6, y1: 4 }))],
    ]);
  });

  it.each([
    [{ label: 'a', points: [[1, 1]] }, 'fewer than three'],
    [{ label: 'a', points: [[1]], shape_type: 'polygon' }, 'points'],
    [{ label: '', points }, 'label'],
    [{ label: 'a', points, shape_type: 'mask' }, 'no mask'],
    [{ label: 'a', points, shape_type: 'mask', mask: '%%%' }, 'Base64'],
    [{ label: 'a', points, shape_type: 'mask', mask: 'AAAA' }, 'PNG'],
    [null, 'cannot be used'],
  ])('notes the shape %j', async (shape, reason) => {
    const { notes } = await readIn(labelme.layout, file(shape as object));
    expect(notes).toEqual([[0, expect.stringContaining(reason) as string]]);
  });

  it('passes over JSON of others, and refuses what is cut off', async () => {
    const others = { 'a.json': '{"categories": [], "shapes": []}', 'a.png': '' };
    expect(await readIn(labelme.layout, others)).toMatchObject({ shapes: [] });
    const broken = { 'a.json': '{"shapes": [', 'a.png': '' };
    await expect(readIn(labelme.layout, broken)).rejects.toMatchObject({ code: 'damaged' });
  });
});

describe('CVAT', () => {
  const file = (shapes: string): Readonly<Record<string, string>> => ({
    'annotations.xml': `<?xml version="1.0"?><annotations><version>1.1</version><image id="0" name="ct/a.png" width="8" height="6">${shapes}</image></annotations>`,
  });

  it('reads masks, polygons, boxes and ellipses', async () => {
    const { names, shapes, notes } = await readIn(
      cvat.layout,
      file(
        `<mask label="a &amp; b" rle="0, 12" left="2" top="1" width="4" height="3"/>` +
          `<polygon label="b" points="2,1;6,1;6,4;2,4"/>` +
          `<box label="c" xtl="2" ytl="1" xbr="6" ybr="4"><attribute name="x">1</attribute></box>` +
          `<box label="d" xtl="2.5" ytl="0.5" xbr="5.5" ybr="4.5" rotation="90"/>` +
          `<ellipse label="e" cx="4" cy="3" rx="2" ry="2"/>` +
          `<polyline label="f" points="0,0;1,1"/><tag label="g"/>`,
      ),
    );
    expect(names).toEqual([['images/ct/a.png', 'ct/a.png']]);
    expect(shapes.slice(0, 4)).toEqual(['a & b', 'b', 'c', 'd'].map((label) => [label, counts()]));
    expect(shapes[4]![1]).toEqual([11, 2, 5, 4, 4, 4, 5, 2, 11]);
    expect(notes).toEqual([['image 0, shape 6', 'A shape of the type “polyline” has no area.']]);
  });

  it.each([
    ['<mask label="a" rle="0, 11" left="2" top="1" width="4" height="3"/>', 'add up'],
    ['<mask label="a" rle="0, -1, 13" left="2" top="1" width="4" height="3"/>', 'add up'],
    ['<mask label="a" rle="" left="2" top="1" width="4" height="3"/>', 'add up'],
    ['<polygon label="a" points="1,1;2,2;x"/>', 'fewer than three'],
    ['<box label="a" xtl="1" ytl="" xbr="2" ybr="3"/>', 'corners'],
    ['<box xtl="1" ytl="1" xbr="2" ybr="3"/>', 'no label'],
    ['<box label="a" xtl="100" ytl="1" xbr="200" ybr="3"/>', 'no pixel'],
  ])('notes %s', async (shape, reason) => {
    const { notes } = await readIn(cvat.layout, file(shape));
    expect(notes).toEqual([['image 0, shape 1', expect.stringContaining(reason) as string]]);
  });

  it.each([
    '',
    '<annotations><image></annotations>',
    '<boxes/>',
    '<annotations><image id="1" name="a.png" width="0" height="3"/></annotations>',
    '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><annotations>&x;</annotations>',
  ])('refuses the file “%s”', async (text) => {
    await expect(readIn(cvat.layout, { 'annotations.xml': text })).rejects.toMatchObject({ code: 'damaged' });
  });

  it('says how many tracks are left out', async () => {
    const text = '<annotations><track label="a"><box frame="0"/></track></annotations>';
    expect((await readIn(cvat.layout, { 'annotations.xml': text })).notes).toEqual([
      [null, 'Tracks of videos are not read: 1.'],
    ]);
  });
});

it('writes and reads Base64', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      const text = toBase64(bytes);
      expect(text).toBe(Buffer.from(bytes).toString('base64'));
      expect(fromBase64(text)).toEqual(bytes);
    }),
  );
  expect(fromBase64('a*')).toBeUndefined();
  expect(fromBase64('a')).toBeUndefined();
});
