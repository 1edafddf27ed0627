import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { writeBinaryPng, writeGreyLabelPng } from '../../src/core/formats/png/labelMap';
import type { TransferSummary } from '../../src/core/layouts/summary';
import { filesBelow, shapesIn, shapesOf, size, writeImage, writeSidecar } from '../support/layoutFolders';
import { rectMask } from '../support/sidecars';
import { runCli } from './runCli';

const object = { label: 'liver', slice: 1, mask: rectMask(size, { x0: 2, y0: 1, x1: 7, y1: 5 }) };

let root = '';
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'cli-layouts-'));
});
afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

it('exports a volume and imports it again', async () => {
  const [from, out, to] = ['from', 'out', 'to'].map((name) => path.join(root, name)) as [string, string, string];
  for (const folder of [from, to]) writeImage(folder, 'ct.nii.gz', 3);
  writeSidecar(from, 'ct.nii.gz', [object], 3);
  const exported = await runCli('export', from, '--layout', 'nnunet', '--out', out, '--json');
  expect(exported).toMatchObject({ code: 0, stderr: '' });
  expect(JSON.parse(exported.stdout)).toMatchObject({
    done: ['ct.nii.gz'],
    objects: 1,
  } satisfies Partial<TransferSummary>);
  expect(filesBelow(out)).toEqual(['dataset.json', 'imagesTr/ct_0000.nii.gz', 'labelsTr/ct.nii.gz']);
  const imported = await runCli('import', out, '--images', to);
  expect(imported).toMatchObject({ code: 0, stdout: '1 object of 1 image imported\n' });
  expect(shapesIn(to, 'ct.nii.gz')).toEqual(shapesOf([object]));
});

it('imports from folders of images and masks, and says what is wrong with a mask', async () => {
  for (const name of ['a 1', 'b', 'ü']) writeImage(root, `train/imgs/${name}.png`);
  mkdirSync(path.join(root, 'train/labels'));
  const put = (name: string, bytes: Uint8Array): void => {
    writeFileSync(path.join(root, 'train/labels', name), bytes);
  };
  put('a 1.png', writeBinaryPng(object.mask));
  put('b_mask.png', writeGreyLabelPng(size, object.mask.data));
  put('ü.png', writeBinaryPng(rectMask({ width: 4, height: 4 }, { x0: 0, y0: 0, x1: 2, y1: 2 })));
  const { code, stdout, stderr } = await runCli('import', root, '--images', root);
  expect(code).toBe(1);
  expect(stdout).toBe('2 objects of 2 images imported, 1 failed\n');
  expect(stderr).toContain(
    `${path.join(root, 'train/labels/ü.png')}: The mask has 4 × 4 pixels, but its image has 9 × 7.`,
  );
  expect(shapesIn(root, 'train/imgs/a 1.png')).toEqual(shapesOf([{ ...object, label: 'object', slice: 0 }]));
  expect(shapesIn(root, 'train/imgs/b.png')).toEqual(shapesOf([{ ...object, label: 'label 1', slice: 0 }]));
});

it('fails where it may not write, and for an invalid status', async () => {
  writeImage(root, 'ct.nii.gz', 3);
  const occupied = await runCli('export', root, '--layout', 'coco', '--out', root);
  expect(occupied.code).toBe(1);
  expect(occupied.stderr).toContain('The folder is not empty.');
  expect((await runCli('export', root, '--layout', 'coco', '--out', root, '--status', 'good')).stderr).toContain(
    'Expected reviewed',
  );
});

it('exports without the identity of patients, and prints which name stands for which image', async () => {
  const [from, out] = ['from', 'out'].map((name) => path.join(root, name)) as [string, string];
  writeImage(path.join(from, 'Zwergnase'), 'ct.nii.gz', 3);
  writeSidecar(path.join(from, 'Zwergnase'), 'ct.nii.gz', [object], 3);
  const { code, stdout, stderr } = await runCli('export', from, '--layout', 'nnunet', '--out', out, '--deidentify');
  expect(code).toBe(0);
  expect(stdout).toBe(
    `${path.join(from, 'Zwergnase/ct.nii.gz')}: written as image_0001.nii.gz\n1 object of 1 image exported\n`,
  );
  expect(stderr).toContain('do not say whether text or a face is part of their pixels');
  expect(filesBelow(out)).toEqual(['dataset.json', 'imagesTr/image_0001_0000.nii.gz', 'labelsTr/image_0001.nii.gz']);
});
