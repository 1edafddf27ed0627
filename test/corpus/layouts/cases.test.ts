import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { decode } from 'fast-png';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AnnotationNote } from '../../../src/core/layouts/annotationNote';
import { areaOf } from '../../../src/core/mask/runLength';
import type { ImportMasksRequest } from '../../../src/core/protocol/transferApi';
import { parseSidecar } from '../../../src/core/sidecar/sidecar';
import type { SourceSpec } from '../../../src/core/bulk/sources/spec';
import { planRun } from '../../../src/node/bulk/planRun';
import { openImage } from '../../../src/node/image/openImage';
import { endProcessWide } from '../../../src/node/processWide';
import { readMask } from '../../../src/node/masks/readMask';
import { exportMasks } from '../../../src/node/transfer/exportMasks';
import { importMasks } from '../../../src/node/transfer/importMasks';
import { imageAtHand } from '../../support/sourceFolder';
import { cases } from '../../support/shared';
import { english } from '../../../src/core/text/message';

/** The right values of test data that once went wrong, as its README has them. */
let folder = '';
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'cases-'));
  cpSync(cases, folder, { recursive: true });
});
afterAll(async () => {
  await endProcessWide();
  rmSync(folder, { recursive: true });
});

/** The boxes that a bulk run would ask for, by image, and what is noted. */
async function boxesOf(name: string, source: SourceSpec) {
  const { sources, todo } = await planRun({ folder: path.join(folder, name), sources: [source] });
  const notes: AnnotationNote[] = [...sources.notes];
  const boxes: Record<string, (number | string)[][]> = {};
  for (const file of todo) {
    const image = await openImage(path.join(folder, name, file));
    const { info } = image;
    const at = imageAtHand(file, { info, note: (note) => notes.push(note) });
    boxes[file.normalize('NFC')] = (await sources.objectsIn([at], at)).map(({ label, prompt: { box } }) => [
      label,
      ...[box!.x0, box!.y0, box!.x1, box!.y1],
    ]);
    image.dispose();
  }
  return { boxes, notes: notes.map(({ annotation, message }) => [annotation, english(message)]) };
}

const coco = { kind: 'coco', file: 'c.json' } as const;
const csv = { kind: 'csv', file: 'b.csv' } as const;
const usual = [16, 12, 32, 24];

test('coco-no-size', async () => {
  expect(await boxesOf('coco-no-size', coco)).toEqual({ boxes: { 'a.png': [['lesion', ...usual]] }, notes: [] });
});

test('coco-null-bbox', async () => {
  expect(await boxesOf('coco-null-bbox', coco)).toEqual({
    boxes: { 'a.png': [['lesion', ...usual]] },
    notes: [[2, expect.stringContaining('null')]],
  });
});

test('coco-other-size', async () => {
  const { boxes, notes } = await boxesOf('coco-other-size', coco);
  expect(boxes).toEqual({ 'a.png': [['lesion', 2, 1.5, 5, 3.5]] });
  expect(notes).toEqual([[null, expect.stringMatching(/640 × 480 .* 64 × 48/)]]);
});

test('coco-exif', async () => {
  const { boxes, notes } = await boxesOf('coco-exif', coco);
  // The bar, columns 30 to 50 and rows 10 to 20 of the stored frame of 64 × 48, turned by orientation 6.
  expect(boxes).toEqual({ 'a.jpg': [['lesion', 28, 30, 38, 48]] });
  expect(notes).toEqual([[null, expect.stringContaining('before its EXIF rotation')]]);
});

test('coco-outside-box', async () => {
  const { boxes, notes } = await boxesOf('coco-outside-box', coco);
  expect(boxes['a.png']).toHaveLength(1);
  expect(notes).toEqual([[3, expect.stringContaining('outside of the image of 64 × 48')]]);
});

test('coco-names', async () => {
  const { boxes } = await boxesOf('coco-names', coco);
  const names = ['abs/c.png', 'sub dir/my image.png', 'win/b.png', 'x/é.png'];
  expect(boxes).toEqual(Object.fromEntries(names.map((name) => [name, [['lesion', ...usual]]])));
});

test('coco-wrong-patient', async () => {
  const request = { images: path.join(folder, 'coco-wrong-patient/img'), origin: 'human', by: 'test' } as const;
  const { done, skipped } = await importMasks({
    ...request,
    source: path.join(folder, 'coco-wrong-patient/src/c.json'),
  });
  expect(done).toEqual([]);
  expect(skipped).toMatchObject([{ file: 'p2/s.png', code: 'other-folder' }]);
});

test.each(['csv-semicolons', 'csv-xywh'])('%s', async (name) => {
  expect(await boxesOf(name, csv)).toEqual({ boxes: { 'a.png': [['liver', ...usual]] }, notes: [] });
});

test('csv-vindr', async () => {
  expect(await boxesOf('csv-vindr', csv)).toEqual({ boxes: { 'a.png': [['Nodule', ...usual]] }, notes: [] });
});

test('csv-normalised', async () => {
  await expect(boxesOf('csv-normalised', csv)).rejects.toThrow('--csv-coordinates');
  const { boxes } = await boxesOf('csv-normalised', { ...csv, coordinates: 'fractions' });
  expect(boxes).toEqual({ 'a.png': [['liver', ...usual]] });
});

test('csv-shift-jis', async () => {
  await expect(boxesOf('csv-shift-jis', csv)).rejects.toThrow('--csv-encoding');
  const { boxes } = await boxesOf('csv-shift-jis', { ...csv, encoding: 'shift_jis' });
  expect(boxes).toEqual({ 'a.png': [['肝臓', ...usual]] });
});

/** Imports the masks of a case and removes what was written. @returns label, slice and pixels of each object, and the notes */
async function imported(name: string, image: string, options: Partial<ImportMasksRequest> = {}) {
  const own = path.join(folder, name);
  const { failed, notes } = await importMasks({
    ...{ source: own, images: own, origin: 'human', by: 'test' },
    ...options,
  });
  expect(failed).toEqual([]);
  const sidecar = path.join(own, `${image}.masks.json`);
  const { labels, objects } = parseSidecar(readFileSync(sidecar, 'utf8'), sidecar);
  for (const ending of ['masks.json', 'mask.png', 'mask.nii.gz'])
    rmSync(path.join(own, `${image}.${ending}`), { force: true });
  return {
    labels: labels.map((label) => [label.name, label.value]),
    areas: objects.map(({ label, slice, mask }) => [label, slice, areaOf(mask)]),
    notes: notes.map(({ message }) => english(message)),
  };
}

test('nnunet-v1-decathlon', async () => {
  expect(await imported('nnunet-v1-decathlon', 'imagesTr/c1_0000.png')).toMatchObject({
    labels: [['liver', 1]],
    areas: [['liver', 0, 150]],
  });
});

test('nnunet-regions', async () => {
  expect(await imported('nnunet-regions', 'imagesTr/c1_0000.png')).toMatchObject({
    labels: [
      ['whole tumor', 1],
      ['tumor core', 2],
      ['enhancing tumor', 3],
    ],
    areas: [
      ['whole tumor', 0, 450],
      ['tumor core', 0, 300],
      ['enhancing tumor', 0, 150],
    ],
  });
});

test('nnunet-ignore', async () => {
  expect(await imported('nnunet-ignore', 'imagesTr/c1_0000.png')).toMatchObject({
    areas: [['liver', 0, 150]],
    notes: [expect.stringContaining('ignore')],
  });
  const set = path.join(folder, 'nnunet-ignore');
  const out = path.join(folder, 'nnunet-ignore-again');
  const from = { source: set };
  await exportMasks({ folder: set, layout: 'nnunet', out, selection: 'all', from });
  const mapIn = (file: string) => decode(readFileSync(file)).data;
  expect(mapIn(path.join(out, 'labelsTr/c1.png'))).toEqual(mapIn(path.join(set, 'labelsTr/c1.png')));
  const { labels } = JSON.parse(readFileSync(path.join(out, 'dataset.json'), 'utf8')) as { labels: object };
  expect(labels).toEqual({ background: 0, liver: 1, ignore: 2 });
});

test('mask-palette-swapped', async () => {
  const name = 'mask-palette-swapped';
  await expect(imported(name, 'images/a.png')).rejects.toThrow('--palette');
  const light = await imported(name, 'images/a.png', { reading: { palette: 'colors' } });
  const dark = await imported(name, 'images/a.png', { reading: { palette: 'indices' } });
  expect([light.areas[0]?.[2], dark.areas[0]?.[2]]).toEqual([192, 2880]);
});

test('evaluate-probability-mask', async () => {
  const mask = path.join(folder, 'evaluate-probability-mask/masks/a_0.tif');
  await expect(readMask(mask, { width: 64, height: 48 })).rejects.toThrow('probabilities');
});

test('slicer-seg-nrrd', async () => {
  const source = path.join(folder, 'slicer-seg-nrrd/masks');
  const { areas } = await imported('slicer-seg-nrrd', 'images/a.nrrd', { source });
  expect(areas).toEqual([
    ['Liver', 1, 4],
    ['Tumor', 1, 4],
  ]);
});
