import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeEach, expect, it } from 'vitest';
import { writeLabelVolume } from '../../../src/core/formats/nifti/labelVolume';
import { writeLabelPng } from '../../../src/core/formats/png/labelMap';
import { layoutNames } from '../../../src/core/layouts/registry';
import { english } from '../../../src/core/text/message';
import { gzip } from '../../../src/node/files/gzip';
import { lintFolder } from '../../../src/node/lint/lintFolder';
import { endProcessWide } from '../../../src/node/processWide';
import { exportMasks } from '../../../src/node/transfer/exportMasks';
import { geometry, size, writeImage, writeSidecar } from '../../support/layoutFolders';
import { writePatient } from '../../support/lintCorpus';
import { rectMask } from '../../support/sidecars';

let root = '';
let set = '';
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'lint-layouts-'));
  set = path.join(root, 'set');
});
afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});
afterAll(endProcessWide);

const mask = rectMask(size, { x0: 1, y0: 1, x1: 3, y1: 3 });
const lint = async (folder: string): Promise<string[]> =>
  (await lintFolder(folder)).map(({ file, rule, message }) => `${rule} ${file}: ${english(message)}`);

it.each(layoutNames.filter((name) => name !== 'dicom-seg' && name !== 'dicom-labelmap' && name !== 'rtstruct'))(
  'finds nothing wrong with an export as %s',
  async (layout) => {
    writeImage(root, 'a.png');
    writeSidecar(root, 'a.png', [{ label: 'liver', slice: 0, mask }]);
    await exportMasks({ folder: root, layout, out: set, selection: 'all' });
    const withImages = ['coco', 'coco-polygons', 'objects', 'beside', 'labelme', 'via', 'nifti-labels', 'slicer'];
    if (withImages.includes(layout)) copyFileSync(path.join(root, 'a.png'), path.join(set, 'a.png'));
    expect(await lint(set)).toEqual([]);
  },
);

it('finds what a task of the Decathlon lists and does not have', async () => {
  writeImage(root, 'ct.nii.gz', 3);
  writeSidecar(root, 'ct.nii.gz', [{ label: 'liver', slice: 1, mask }], 3);
  await exportMasks({ folder: root, layout: 'decathlon', out: set, selection: 'all' });
  expect(await lint(set)).toEqual([]);
  rmSync(path.join(set, 'imagesTr/ct.nii.gz'));
  expect(await lint(set)).toContain(
    'dataset-description dataset.json: “training” lists ./imagesTr/ct.nii.gz, which is not there.',
  );
});

it('finds what nnU-Net would not accept', async () => {
  writeImage(root, 'ct.nii.gz', 3);
  writeSidecar(root, 'ct.nii.gz', [{ label: 'liver', slice: 1, mask }], 3);
  await exportMasks({ folder: root, layout: 'nnunet', out: set, selection: 'all' });
  expect(await lint(set)).toEqual([]);
  const file = path.join(set, 'dataset.json');
  const dataset = JSON.parse(readFileSync(file, 'utf8')) as object;
  writeFileSync(file, JSON.stringify({ ...dataset, labels: { background: 0, liver: 1, spleen: 3 }, numTraining: 2 }));
  const data = new Uint8Array(size.width * size.height * 3);
  writeFileSync(path.join(set, 'labelsTr/ct.nii.gz'), writeLabelVolume({ ...size, slices: 3, data }, gzip));
  writeFileSync(path.join(set, 'labelsTr/other.nii.gz'), writeLabelVolume({ ...size, slices: 3, data }, gzip));
  expect(await lint(set)).toEqual([
    'dataset-description dataset.json: The values of the labels are not 0, 1, 2, …: 0, 1, 3.',
    'dataset-description dataset.json: The case “other” has no image imagesTr/other_0000.nii.gz.',
    'geometry-mismatch labelsTr/ct.nii.gz: The headers of the mask and of its image place the voxels differently.',
    'orphan-mask labelsTr/other.nii.gz: The image imagesTr/other_0000.nii.gz of the mask cannot be found: no image has this name.',
  ]);
  data.fill(7);
  writeFileSync(path.join(set, 'labelsTr/ct.nii.gz'), writeLabelVolume({ ...size, slices: 3, data, geometry }, gzip));
  expect(await lint(set)).toContain(
    'unknown-value labelsTr/ct.nii.gz: The label map has the value 7, which no label has.',
  );
});

it('takes 255 for a label where all maps have it, and for a fault where others do not', async () => {
  for (const below of ['images', 'masks']) mkdirSync(path.join(set, below), { recursive: true });
  for (const name of ['a', 'b', 'c']) {
    writeImage(set, `images/${name}.png`);
    const data = new Uint8Array(size.width * size.height).fill(255, 10, 20);
    writeFileSync(path.join(set, `masks/${name}.png`), writeLabelPng(size, data, new Map()));
    if (name === 'c') {
      expect((await lint(set)).filter((each) => !each.startsWith('duplicate'))).toEqual([]);
      writeFileSync(
        path.join(set, 'masks/c.png'),
        writeLabelPng(
          size,
          data.map((value) => value / 255),
          new Map(),
        ),
      );
    }
  }
  expect((await lint(set)).map((each) => each.split(':')[0]!).filter((each) => !each.startsWith('duplicate'))).toEqual([
    'value-255 masks/a.png',
    'value-255 masks/b.png',
  ]);
});

it('counts names of patients as errors in a repository', async () => {
  mkdirSync(set);
  writePatient(path.join(set, 'a.dcm'), 'P1', { name: 'Doe^Jane' });
  writePatient(path.join(set, 'b.dcm'), 'P2', { name: 'ANON7' });
  writePatient(path.join(set, 'c.dcm'), 'P3', { name: 'P3' });
  const found = async (): Promise<unknown[]> =>
    (await lintFolder(set)).map(({ file, rule, severity }) => [file, rule, severity]);
  expect(await found()).toEqual([['a.dcm', 'patient-name', 'warning']]);
  mkdirSync(path.join(root, '.git'));
  expect(await found()).toEqual([['a.dcm', 'patient-name', 'error']]);
});

it('is cancelled between images', async () => {
  for (let i = 0; i < 4; i++) writeImage(set, `${i}.png`);
  const token = { isCancellationRequested: false, onCancellationRequested: () => ({ dispose: () => undefined }) };
  const run = lintFolder(set, { token, onProgress: () => (token.isCancellationRequested = true) });
  await expect(run).rejects.toMatchObject({ code: 'cancelled' });
});
