import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { findMasksNear } from '../../../src/node/transfer/masksNear';

let root = '';
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'near-'));
});
afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

function put(name: string, text = ''): string {
  const file = path.join(root, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
  return file;
}

it.each([
  ['beside', 'a.png', ['a.png.mask.png'], '.'],
  ['objects', 'a.png', ['masks/a__liver_0.png'], '.'],
  ['objects', 'images/a.png', ['masks/a__liver_0.png'], '.'],
  ['sa-med2d', 'images/ct_00--s--c--2d_none.png', ['masks/ct_00--s--c--2d_none--0001_000.png'], '.'],
  ['sam-unet', 'images/a.jpg', ['label2image_test.json', '{"masks/m.png": "images/a.jpg"}'], '.'],
  ['pairs', 'images/a.jpg', ['labels/a.png'], '.'],
  ['pairs', 'a.png', ['masks/a.png'], '.'],
  ['nnunet', 'imagesTr/a_0000.png', ['labelsTr/a.png'], '.'],
  ['decathlon', 'imagesTr/a.png', ['labelsTr/a.png'], '.'],
])('finds masks in %s for %s', async (layout, image, [mask = '', text], source) => {
  const file = put(image);
  put(mask, text);
  if (layout === 'nnunet' || layout === 'decathlon') {
    const dataset = { channel_names: {}, labels: { background: 0, liver: 1 }, numTraining: 1, file_ending: '.png' };
    put('dataset.json', JSON.stringify(dataset));
  }
  const found = await findMasksNear(file);
  expect(found?.layout.name).toBe(layout);
  expect(found?.source).toBe(path.join(root, source));
});

it('finds masks of any file of a series', async () => {
  const files = ['ct/1.dcm', 'ct/2.dcm', 'ct/3.dcm'].map((name) => put(name));
  put('ct/masks/2__liver_0.png');
  expect(await findMasksNear(files[0]!)).toBeUndefined();
  expect(await findMasksNear(files[0]!, files)).toMatchObject({ source: path.join(root, 'ct') });
});

it('finds none for an image with a sidecar, of another image, or in a broken index', async () => {
  const a = put('a.png');
  put('b.png.mask.png');
  expect(await findMasksNear(a)).toBeUndefined();
  put('a.png.mask.png');
  put('a.png.masks.json');
  expect(await findMasksNear(a)).toBeUndefined();
  const c = put('set/images/c.png');
  put('set/image2label_train.json', '{');
  expect(await findMasksNear(c)).toBeUndefined();
});
