import { readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { polygonsMask } from '../../../src/core/layouts/coco/polygon';
import { columnCounts, compressCounts, expandCounts, maskOfColumns } from '../../../src/core/layouts/coco/runLength';
import { isCoco, parseCoco } from '../../../src/core/layouts/coco/schema';
import type { Mask } from '../../../src/core/mask/mask';
import { drawnMask } from '../../support/drawnMask';

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
    expect(() => expandCounts(text)).toThrow('The compressed run lengths of a mask are broken.');
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
    expect(parseCoco(JSON.stringify(file), 'a.json')).toEqual({
      images: [{ id: 1, file_name: 'a.png', width: 4, height: 3 }],
      categories: [{ id: 7, name: 'liver' }],
      annotations: [{ id: 1, image_id: 1, category_id: 7, bbox: [1, 0, 2, 2] }],
    });
    expect(isCoco(file)).toBe(true);
    expect(isCoco({ images: {} })).toBe(false);
    expect(isCoco(null)).toBe(false);
  });

  it.each([
    ['{', 'it is not valid JSON'],
    ['[]', 'it must be an object, not a list'],
    ['{}', '“images”'],
    [JSON.stringify({ ...file, images: [{ ...file.images[0], width: 0 }] }), '“images.0.width”'],
    [JSON.stringify({ ...file, images: [file.images[0], file.images[0]] }), 'two images have the same id'],
    [JSON.stringify({ ...file, categories: [] }), 'the category 7, which is not among the categories'],
    [JSON.stringify({ ...file, annotations: [{ image_id: 2, category_id: 7 }] }), 'is of the image 2'],
    [JSON.stringify({ ...file, annotations: [{ image_id: 1, category_id: 7, bbox: [1, 2] }] }), '“annotations.0.bbox'],
  ])('that is wrong is refused with the reason (%#)', (text, reason) => {
    expect(() => parseCoco(text, 'a.json')).toThrow(reason);
    expect(() => parseCoco(text, 'a.json')).toThrow(/^a\.json: The COCO file is wrong/);
  });
});
