import { expect, it } from 'vitest';
import { placeOf, type SlicePlace } from '../../../../src/core/image/slicePlace';
import type { FoundMask, LayoutObject } from '../../../../src/core/layouts/layout';
import { openSource } from '../../../../src/core/bulk/sources';
import { hasMaskFolders } from '../../../../src/core/bulk/sources/masks';
import { encodeRunLength } from '../../../../src/core/mask/runLength';
import { boxed, imageAtHand, sourceFolder } from '../../../support/sourceFolder';
import { rectMask } from '../../../support/sidecars';

const size = { width: 200, height: 100 };
const mask = rectMask(size, { x0: 1, y0: 2, x1: 30, y1: 40 });
const empty = rectMask(size, { x0: 0, y0: 0, x1: 0, y1: 0 });

/** Reads every mask as the same one, under the label that the layout gave it; `empty` ones as empty. */
function readFound(found: FoundMask, at: SlicePlace): Promise<LayoutObject[]> {
  if (found.kind === 'inline') return Promise.reject(new Error('No mask was inline.'));
  if (found.kind === 'segmentation' || found.kind === 'file')
    return Promise.resolve([{ label: found.path, ...placeOf(at), mask: encodeRunLength(mask) }]);
  const label = found.kind === 'mask' ? found.label : [...found.names.values()].join();
  return Promise.resolve([
    { label, ...placeOf(at), mask: encodeRunLength(found.path.includes('empty') ? empty : mask) },
  ]);
}

async function found(texts: Record<string, string>, file: string, prompts = { box: true, point: true, mask: true }) {
  const source = await openSource({ kind: 'masks' }, sourceFolder(texts));
  return { images: [...source.images], objects: await source.objectsIn(imageAtHand(file, { readFound, prompts })) };
}

it('gives masks of a data set back to the model with their bounds, labelled by the names of their files', async () => {
  const index = { 'masks/a_liver_000.png': 'images/a.png', 'masks/a_empty_000.png': 'images/a.png' };
  const texts = { 'set/label2image_test.json': JSON.stringify(index), 'set/images/a.png': '' };
  expect(hasMaskFolders(new Set(Object.keys(texts)))).toBe(true);
  expect(await found(texts, 'set/images/a.png')).toEqual({
    images: ['set/images/a.png'],
    objects: [{ ...boxed('liver', 1, 2, 30, 40), previous: mask, reference: mask }],
  });
  const boxesOnly = await found(texts, 'set/images/a.png', { box: true, point: true, mask: false });
  expect(boxesOnly.objects).toEqual([{ ...boxed('liver', 1, 2, 30, 40), reference: mask }]);
});

it('labels masks by the layout that they are in, each data set separately', async () => {
  const texts = {
    'ct/SAMed2D_v1.json': '{"images/ct_00--s--a--2d_none.png":["masks/ct_00--s--a--2d_none--0007_000.png"]}',
    'ct/SAMed2D_v1_class_mapping_id.json': '{"s":{"spleen":"0007"}}',
    'ct/images/ct_00--s--a--2d_none.png': '',
    'nn/dataset.json':
      '{"channel_names":{"0":"CT"},"labels":{"background":0,"lung":1},"numTraining":1,"file_ending":".png"}',
    'nn/labelsTr/a.png': '',
    'nn/imagesTr/a_0000.png': '',
    'x.png': '',
    'masks/x__optic%20disc_0.png': '',
    'vol.nii.gz': '',
    'masks/vol__z0003__liver_0.png': '',
  };
  const spleen = await found(texts, 'ct/images/ct_00--s--a--2d_none.png');
  expect(spleen.objects.map(({ label }) => label)).toEqual(['spleen']);
  expect((await found(texts, 'nn/imagesTr/a_0000.png')).objects[0]?.label).toContain('lung');
  expect((await found(texts, 'x.png')).objects).toMatchObject([{ label: 'optic disc', slice: 0 }]);
  expect((await found(texts, 'vol.nii.gz')).objects).toMatchObject([{ label: 'liver', slice: 3 }]);
});

it('names an image that is not there as the layout does', async () => {
  const texts = { 'set/image2label_train.json': '{"images/gone.png":["masks/gone_liver_000.png"]}' };
  expect((await found(texts, 'set/images/gone.png')).images).toEqual(['set/images/gone.png']);
});

it('takes DICOM Segmentations for the images that they were made of', async () => {
  const segmentations = new Map([['ct/0.dcm', ['seg.dcm', 'more/seg.dcm']]]);
  const source = await openSource(
    { kind: 'masks' },
    { ...sourceFolder({ 'ct/0.dcm': '', 'seg.dcm': '' }), segmentations },
  );
  expect([...source.images]).toEqual(['ct/0.dcm']);
  const objects = await source.objectsIn(imageAtHand('ct/0.dcm', { readFound }));
  expect(objects.map(({ label }) => label)).toEqual(['seg.dcm', 'more/seg.dcm']);
});

it('leaves masks beside images, and COCO files, to others', () => {
  expect(hasMaskFolders(new Set(['a.png', 'a.png.mask.png']))).toBe(false);
  expect(hasMaskFolders(new Set(['annotations.json']))).toBe(false);
});
