import { readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { polygonsMask } from '../../../src/core/layouts/coco/polygon';
import { columnCounts, compressCounts, expandCounts, maskOfColumns } from '../../../src/core/layouts/coco/runLength';
import { isCoco, parseCoco, statedSize } from '../../../src/core/layouts/coco/schema';
import type { Mask } from '../../../src/core/mask/mask';
import { drawnMask } from '../../support/drawnMask';
import { noteJson } from '../../../src/core/layouts/annotationNote';
import { english } from '../../../src/core/text/message';

const golden = JSON.parse(readFileSync(path.join(__dirname, '../../golden/layouts/coco.json'), 'utf8')) as {
  masks: { rows: string[]; counts: number[]; compressed: string }[];
  polygons: { width: number; height: number; parts: number[][]; rows: string[] }[];
};

const rowsOf = ({ width, data }: Mask): string[] =>
  Array.from({ length: data.length / width }, (_, y) =>
    [...data.subarray(y * width, (y + 1) * width)].map((value) => (value === 1 ? '#' : '.')).join(''),
  );

const file = {
  images: [{ id: 1, file_name: 'a.png', width: 4, height: 3, license: 2 }],
  categories: [{ id: 7, name: 'liver', supercategory: 'organ' }],
  annotations: [{ id: 1, image_id: 1, category_id: 7, bbox: [1, 0, 2, 2], area: 4, iscrowd: 0 }],
};

describe('run lengths', () => {
  it.each(golden.masks)('are those of pycocotools ($counts.length runs)', ({ rows, counts, compressed }) => {
    const mask = drawnMask(...rows);
    expect(columnCounts(mask)).toEqual(counts);
    expect(compressCounts(counts)).toBe(compressed);
    expect(expandCounts(compressed)).toEqual(counts);
    expect(maskOfColumns(mask, counts).equals(mask)).toBe(true);
  });

  it('come back from their compressed code, whatever they are', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 2 ** 28 })), (counts) => {
        expect(expandCounts(compressCounts(counts))).toEqual(counts);
      }),
    );
  });

  it.each(['o', 'é', ' ', 'oooooooooooooooo', '000O'])('refuse %j, which is no code', (text) => {
    expect(() => expandCounts(text)).toThrow('The compressed run lengths of a mask are invalid.');
  });

  it('refuse counts for another number of pixels', () => {
    expect(() => maskOfColumns({ width: 4, height: 3 }, [0, 13])).toThrow('run lengths for 13 pixels');
  });
});

describe('polygons', () => {
  it.each(golden.polygons)('are drawn as by pycocotools ($width×$height)', ({ width, height, parts, rows }) => {
    expect(rowsOf(polygonsMask({ width, height }, parts))).toEqual(rows);
  });
});

describe('a COCO file', () => {
  it('is read with what is needed of it', () => {
    const [image] = parseCoco(JSON.stringify(file), 'a.json').images;
    expect(parseCoco(JSON.stringify(file), 'a.json')).toEqual({
      images: [{ id: 1, file_name: 'a.png', width: 4, height: 3 }],
      annotations: [{ id: 1, image, label: 'liver', box: { x0: 1, y0: 0, x1: 3, y1: 2 } }],
      notes: [],
    });
    expect(isCoco(file)).toBe(true);
    expect(isCoco({ images: {} })).toBe(false);
    expect(isCoco(null)).toBe(false);
  });

  it.each([0, null, undefined])('states no size by a width of %s', (width) => {
    const { images } = parseCoco(JSON.stringify({ ...file, images: [{ ...file.images[0], width }] }), 'a.json');
    expect(statedSize(images[0]!)).toBeUndefined();
  });

  it.each([
    ['{', 'it is not valid JSON'],
    ['[]', 'it must be an object, not a list'],
    ['{}', '“images”'],
    [JSON.stringify({ ...file, images: [{ ...file.images[0], width: -1 }] }), '“images.0.width”'],
    [JSON.stringify({ ...file, images: [file.images[0], file.images[0]] }), 'two images have the same id'],
  ])('that is wrong is refused with the reason (%#)', (text, reason) => {
    expect(() => parseCoco(text, 'a.json')).toThrow(reason);
    expect(() => parseCoco(text, 'a.json')).toThrow(/^a\.json: The COCO file is wrong/);
  });

  it.each([
    [{ image_id: 2 }, 'Its image, 2, is not in the list of images.'],
    [{ category_id: 9 }, 'Its category, 9, is not in the list of categories.'],
    [{ bbox: null }, 'Its box, null, cannot be used: it is not a list of four numbers.'],
    [{ bbox: [] }, 'Its box, [], cannot be used'],
    [{ bbox: '1,0,2,2' }, 'Its box, "1,0,2,2", cannot be used'],
    [{ bbox: [1, 0, 0, 2] }, 'its width and height are not both above 0'],
    [{ segmentation: [[1, 2, 3, 4]] }, 'Some parts of its outline are not polygons (1 of 1).'],
    [{ segmentation: 'RLE' }, 'Its mask cannot be used: it has no “size”'],
  ])('has a note for a wrong annotation, and is used all the same: %j', (wrong, message) => {
    const [whole] = file.annotations;
    const text = JSON.stringify({ ...file, annotations: [{ ...whole, ...wrong, id: 5 }, whole] });
    const { annotations, notes } = parseCoco(text, 'a.json');
    expect(annotations.at(-1)).toMatchObject({ id: 1, box: { x0: 1, y0: 0, x1: 3, y1: 2 } });
    expect(notes.map(noteJson)).toMatchObject([
      { file: 'a.json', annotation: 5, message: expect.stringContaining(message) as string },
    ]);
  });

  it('may have no sizes, nulls, a flat polygon, numbers that are invalid, and keypoints', () => {
    const text = JSON.stringify({
      ...file,
      images: [{ id: 1, file_name: 'NaN.png', width: null }],
      annotations: [
        { id: 1, image_id: 1, category_id: 7, segmentation: null, score: 'NOT' },
        { id: 2, image_id: 1, category_id: 7, segmentation: [0, 0, 2, 0, 2, 2], keypoints: [1, 1, 2] },
      ],
    }).replace('"NOT"', 'NaN');
    const { images, annotations, notes } = parseCoco(text, 'a.json');
    expect(images[0]?.file_name).toBe('NaN.png');
    expect(annotations.map(({ segmentation }) => segmentation)).toEqual([undefined, [[0, 0, 2, 0, 2, 2]]]);
    expect(notes.map(({ message }) => english(message))).toEqual([
      'Keypoints are ignored (annotations with keypoints: 1).',
    ]);
  });
});
