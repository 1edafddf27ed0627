import { expect, it } from 'vitest';
import { CombinedSources } from '../../../../src/core/bulk/sources';
import type { ImageAtHand } from '../../../../src/core/bulk/sources/source';
import type { SourceSpec } from '../../../../src/core/bulk/sources/spec';
import { sidecarVersion } from '../../../../src/core/sidecar/migrations';
import type { Sidecar } from '../../../../src/core/sidecar/sidecar';
import { boxed, imageAtHand, sourceFolder } from '../../../support/sourceFolder';
import { liver, rectMask, rectObject } from '../../../support/sidecars';

const size = { width: 200, height: 100 };

async function objects(
  specs: readonly SourceSpec[],
  texts: Record<string, string>,
  file = 'a.png',
  image: Partial<ImageAtHand> = {},
) {
  const sources = await CombinedSources.open(specs, sourceFolder(texts));
  const found = await sources.objectsIn([{ file, slice: 0, volume: 0, from: 0 }], imageAtHand(file, image));
  return { images: [...sources.images], objects: found.map((each) => ({ ...each, source: each.source.kind })) };
}

it('gives an image what every source has for it, the same prompt once', async () => {
  const texts = {
    'a.png': '',
    'b.png': '',
    'boxes.csv': 'image,label,x0,y0,x1,y1\na.png,liver,1,2,30,40\na.png,liver,20,10,180,90',
  };
  const box: SourceSpec = { kind: 'box', label: 'liver', box: [10, 10, 90, 90], percent: true };
  expect(await objects([{ kind: 'csv', file: 'boxes.csv' }, box, box], texts)).toEqual({
    images: ['a.png', 'b.png'],
    objects: [
      { ...boxed('liver', 1, 2, 30, 40), source: 'csv' },
      { ...boxed('liver', 20, 10, 180, 90), source: 'csv' },
    ],
  });
});

it('takes the whole image only where nothing else says what to segment', async () => {
  const texts = { 'a.png': '', 'b.png': '', 'boxes.csv': 'image,x0,y0,x1,y1\na.png,1,2,30,40' };
  const specs = [{ kind: 'whole' }, { kind: 'csv', file: 'boxes.csv' }] as const;
  expect((await objects(specs, texts)).objects).toEqual([{ ...boxed('object', 1, 2, 30, 40), source: 'csv' }]);
  expect((await objects(specs, texts, 'b.png')).objects).toEqual([
    { ...boxed('object', 0, 0, 200, 100), source: 'whole' },
  ]);
});

it('takes one box per label in pixels, too', async () => {
  const { objects: found } = await objects([{ kind: 'box', label: 'eye', box: [1, 2, 3, 4] }], { 'a.png': '' });
  expect(found).toEqual([{ ...boxed('eye', 1, 2, 3, 4), source: 'box' }]);
});

it('asks again what sidecars have stored, and by their bounds for masks that were drawn', async () => {
  const rect = { x0: 10, y0: 20, x1: 30, y1: 40 };
  const sidecar: Sidecar = {
    ...{
      format: 'sam-unet-masks',
      version: sidecarVersion,
      image: { file: 'a.png', ...size, slices: 1 },
      labels: [liver],
    },
    objects: [
      rectObject(size, rect, { id: '1', prompt: { box: [9, 19, 31, 41], points: [[12, 22, 1]] } }),
      rectObject(size, rect, { id: '2', prompt: {} }),
      rectObject(size, rect, { id: '3', status: 'rejected' }),
    ],
  };
  const texts = { 'a.png': '', 'a.png.masks.json': '', 'b.png': '' };
  const found = await objects([{ kind: 'sidecars' }], texts, 'a.png', { sidecar });
  const reference = rectMask(size, rect);
  expect(found).toEqual({
    images: ['a.png'],
    objects: [
      {
        ...{ label: 'liver', slice: 0, source: 'sidecars', reference },
        prompt: { box: { x0: 9, y0: 19, x1: 31, y1: 41 }, points: [{ x: 12, y: 22, positive: true }] },
      },
      { ...boxed('liver', 10, 20, 30, 40), source: 'sidecars', reference },
    ],
  });
});

it('puts what files of a series have on the slices that they hold', async () => {
  const texts = {
    'ct/1.dcm': '',
    'ct/2.dcm': '',
    'ct/3.dcm.masks.json': '',
    'ct/2.txt': '0 0.5 0.5 0.5 0.5',
    'boxes.csv': 'image,slice,x0,y0,x1,y1\n1.dcm,,1,2,30,40\n1.dcm,0,5,6,7,8\n2.dcm,2,9,9,10,10\n2.dcm,,11,9,12,10',
    'coco.json': JSON.stringify({
      images: [{ id: 1, file_name: 'ct/2.dcm', ...size, slice: 0 }],
      categories: [{ id: 1, name: 'liver' }],
      annotations: [{ image_id: 1, category_id: 1, bbox: [10, 10, 20, 20] }],
    }),
  };
  const specs: SourceSpec[] = [
    { kind: 'csv', file: 'boxes.csv' },
    { kind: 'coco', file: 'coco.json' },
    { kind: 'yolo' },
    { kind: 'box', label: 'eye', box: [1, 2, 3, 4] },
    { kind: 'whole' },
  ];
  const sources = await CombinedSources.open(specs, sourceFolder(texts));
  const files = [
    { file: 'ct/3.dcm', slice: 0, volume: 0, from: 0 },
    { file: 'ct/2.dcm', slice: 1, volume: 0, from: 0 },
    { file: 'ct/1.dcm', slice: 2, volume: 0, from: 2 },
  ];
  const found = await sources.objectsIn(files, imageAtHand('ct/2.dcm'));
  expect(found.map(({ source, slice, label, prompt }) => [source.kind, slice, label, prompt.box?.x0])).toEqual([
    ['csv', 2, 'object', 9],
    ['csv', 1, 'object', 11],
    ['csv', 2, 'object', 1],
    ['csv', 2, 'object', 5],
    ['coco', 0, 'liver', 10],
    ['yolo', 1, 'class 0', 50],
    ['box', 1, 'eye', 1],
    ['box', 2, 'eye', 1],
  ]);
});
