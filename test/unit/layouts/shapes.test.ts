import { readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromBase64, toBase64 } from '../../../src/core/base/base64';
import { writeGreyLabelPng } from '../../../src/core/formats/png/labelMap';
import type { AnnotationNote } from '../../../src/core/layouts/annotationNote';
import * as cvat from '../../../src/core/layouts/cvat';
import * as labelStudio from '../../../src/core/layouts/labelStudio';
import { packMask, unpackMask } from '../../../src/core/layouts/labelStudio/runLength';
import * as labelme from '../../../src/core/layouts/labelme';
import type { Layout } from '../../../src/core/layouts/layout';
import * as via from '../../../src/core/layouts/via';
import * as yolo from '../../../src/core/layouts/yolo';
import { Mask } from '../../../src/core/mask/mask';
import { encodeRunLength } from '../../../src/core/mask/runLength';
import { rectMask } from '../../support/sidecars';
import { english } from '../../../src/core/text/message';

const packed = JSON.parse(readFileSync(path.join(__dirname, '../../golden/layouts/labelStudioBrush.json'), 'utf8')) as {
  readonly width: number;
  readonly height: number;
  readonly rows: readonly string[];
  readonly rle: readonly number[];
};

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
    notes: notes.map(({ annotation, message }) => [annotation, english(message)]),
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
    expect(notes).toEqual([[6, 'A shape of the type “line” has no area.']]);
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
    expect(notes).toEqual([[1, expect.stringContaining(reason) as string]]);
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

describe('VIA', () => {
  const rect = { name: 'rect', x: 2, y: 1, width: 4, height: 3 };
  const image = (...regions: object[]): object => ({ filename: 'a.png', size: 123, regions, file_attributes: {} });
  const region = (shape: object, attributes: object = { label: 'liver' }): object => ({
    shape_attributes: shape,
    region_attributes: attributes,
  });
  const file = (value: object): Readonly<Record<string, string>> => ({ 'via_export_json.json': JSON.stringify(value) });

  it.each([
    ['annotations of VIA 2', { 'a.png123': image(region(rect)) }],
    ['a project of VIA 2', { _via_settings: {}, _via_img_metadata: { 'a.png123': image(region(rect)) } }],
    ['annotations of VIA 1', { 'a.png123': { filename: 'a.png', regions: { 0: region(rect) } } }],
  ])('reads %s', async (_, value) => {
    expect(await readIn(via.layout, file(value))).toEqual({
      names: [['images/a.png', 'a.png']],
      shapes: [['liver', counts()]],
      notes: [],
    });
  });

  it.each([
    ['the usual attribute', { label: 'liver', sure: 'yes' }, 'liver'],
    ['the only attribute', { organ: 'liver' }, 'liver'],
    ['the box that is ticked', { type: { kidney: false, liver: true } }, 'liver'],
  ])('takes the label from %s', async (_, attributes, label) => {
    const { shapes } = await readIn(via.layout, file({ a: image(region(rect, attributes)) }));
    expect(shapes).toEqual([[label, counts()]]);
  });

  it('draws polygons, circles and turned ellipses, and notes what has no area or label', async () => {
    const corners = { name: 'polygon', all_points_x: [2, 6, 6, 2], all_points_y: [1, 1, 4, 4] };
    const circle = { name: 'circle', cx: 4, cy: 3, r: 2 };
    // Turned by a quarter it covers columns 3 and 4, rows 1 to 4.
    const ellipse = { name: 'ellipse', cx: 4, cy: 3, rx: 2.3, ry: 1, theta: Math.PI / 2 };
    const { shapes, notes } = await readIn(
      via.layout,
      file({
        a: image(
          ...[region(corners), region(circle), region(ellipse)],
          ...[region({ name: 'point', cx: 1, cy: 1 }), region(rect, {}), region({ name: 'rect' }), { x: 1 }],
        ),
      }),
    );
    expect(shapes).toEqual([
      ['liver', counts()],
      ['liver', counts(new Mask(8, 6, pixels('........', '...##...', '..####..', '..####..', '...##...', '........')))],
      ['liver', counts(new Mask(8, 6, pixels('........', '...##...', '...##...', '...##...', '...##...', '........')))],
    ]);
    expect(notes.map(([annotation]) => annotation)).toEqual([4, 5, 6, 7].map((index) => `a.png, region ${index}`));
  });

  it.each(['[]', '{', '{"a": {"regions": []}}', '{"_via_img_metadata": 3}'])('refuses “%s”', async (text) => {
    await expect(readIn(via.layout, { 'via_x.json': text })).rejects.toMatchObject({ code: 'damaged' });
  });
});

describe('Label Studio', () => {
  const original = { original_width: 8, original_height: 6 };
  const task = (address: string, ...result: object[]): object => ({
    id: 7,
    data: { image: address },
    annotations: [{ result }],
  });
  const rect = {
    ...{ type: 'rectanglelabels', ...original },
    value: { x: 25, y: 100 / 6, width: 50, height: 50, rotation: 0, rectanglelabels: ['liver'] },
  };
  const file = (...tasks: object[]): Readonly<Record<string, string>> => ({
    'project-1-at-2026-01-31-10-00-3f2a91bc.json': JSON.stringify(tasks),
  });

  it.each([
    ['/data/upload/1/3f2a91bc-a%201.png', 'a 1.png'],
    ['/data/local-files/?d=ct%2Fa.png', 'ct/a.png'],
    ['s3://bucket/ct/a.png?x=1', 'bucket/ct/a.png'],
    ['http://host:8080/a.png', 'host:8080/a.png'],
  ])('takes the image of %s', async (address, name) => {
    const { names, shapes } = await readIn(labelStudio.layout, file(task(address, rect)));
    expect(names[0]![0]).toBe(name);
    expect(shapes).toEqual([['liver', counts()]]);
  });

  it('draws polygons, turned rectangles, ellipses and masks, and notes what has no area or label', async () => {
    const points = [
      [25, 100 / 6],
      [75, 100 / 6],
      [75, 400 / 6],
      [25, 400 / 6],
    ];
    const polygon = { type: 'polygonlabels', ...original, value: { points, polygonlabels: ['liver', 'organ'] } };
    // A quarter turn about its corner at (6, 1): 3 wide and 4 high becomes columns 2 to 5, rows 1 to 3.
    const turned = { x: 75, y: 100 / 6, width: 37.5, height: 400 / 6, rotation: 90, rectanglelabels: ['turned'] };
    const brush = { format: 'rle', rle: packMask(box), brushlabels: ['brush'] };
    const { shapes, notes } = await readIn(
      labelStudio.layout,
      file(
        task(
          'a.png',
          polygon,
          { type: 'rectanglelabels', ...original, value: turned },
          { type: 'brushlabels', ...original, value: brush },
          { type: 'keypointlabels', ...original, value: { x: 1, y: 1 } },
          { type: 'polygonlabels', ...original, value: { points } },
          { type: 'choices', value: { choices: ['ill'] } },
        ),
      ),
    );
    expect(shapes).toEqual([
      ['liver', counts()],
      ['organ', counts()],
      ['turned', counts()],
      ['brush', counts()],
    ]);
    expect(notes.map(([annotation]) => annotation)).toEqual(['task 7, region 4', 'task 7, region 5']);
  });

  it('leaves out cancelled annotations, and says which of several it reads', async () => {
    const annotations = [{ was_cancelled: true, result: [] }, { result: [rect] }, { result: [] }];
    const { shapes, notes } = await readIn(labelStudio.layout, file({ id: 7, data: { image: 'a.png' }, annotations }));
    expect(shapes).toHaveLength(1);
    expect(notes).toEqual([['task 7', expect.stringContaining('2 annotations') as string]]);
  });

  it('unpacks a mask of its own converter', () => {
    const expected = packed.rows.join('').split('').map(Number);
    expect([...unpackMask(packed.rle, packed).data]).toEqual(expected);
  });

  it('unpacks what it has packed', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.uint8Array({ min: 0, max: 1, minLength: 1, maxLength: 400 }),
        (width, data) => {
          const height = Math.ceil(data.length / width);
          const mask = new Mask(
            width,
            height,
            Uint8Array.from({ length: width * height }, (_, i) => data[i] ?? 0),
          );
          expect([...unpackMask(packMask(mask), mask).data]).toEqual([...mask.data]);
        },
      ),
    );
  });

  it('packs runs longer than the longest length', () => {
    const mask = new Mask(400, 200);
    mask.data.fill(1, 100, 70_000);
    expect(unpackMask(packMask(mask), mask).area).toBe(69_900);
  });

  it.each([
    ['are cut off', packed.rle.slice(0, 60)],
    ['are empty', []],
    ['are for another size', [0, 0, 0, 4, ...packed.rle.slice(4)]],
  ])('refuses run lengths that %s', (_, rle) => {
    expect(() => unpackMask(rle, packed)).toThrow(expect.objectContaining({ code: 'damaged' }));
  });

  it.each(['{}', '[', '[{"data": 3}]'])('refuses “%s”', async (text) => {
    await expect(readIn(labelStudio.layout, { 'label-studio.json': text })).rejects.toMatchObject({ code: 'damaged' });
  });
});

/** Pixels of rows in which `#` is one of the mask. */
function pixels(...rows: readonly string[]): Uint8Array {
  return Uint8Array.from(rows.join(''), (each) => (each === '#' ? 1 : 0));
}
