import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
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

it('fails where it may not write, and for a status that is none', async () => {
  writeImage(root, 'ct.nii.gz', 3);
  const occupied = await runCli('export', root, '--layout', 'coco', '--out', root);
  expect(occupied.code).toBe(1);
  expect(occupied.stderr).toContain('The folder is not empty.');
  expect((await runCli('export', root, '--layout', 'coco', '--out', root, '--status', 'good')).stderr).toContain(
    'Give reviewed',
  );
});
