import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeEach, expect, it } from 'vitest';
import { writeLabelVolume } from '../../../src/core/formats/nifti/labelVolume';
import { endProcessWide } from '../../../src/node/processWide';
import { exportMasks } from '../../../src/node/transfer/exportMasks';
import { validateNnUnet } from '../../../src/node/transfer/validateNnUnet';
import { gzip } from '../../../src/node/files/gzip';
import { size, writeImage, writeSidecar } from '../../support/layoutFolders';
import { rectMask } from '../../support/sidecars';

let root = '';
let set = '';
beforeEach(async () => {
  root = mkdtempSync(path.join(tmpdir(), 'validate-'));
  set = path.join(root, 'Dataset001_Test');
  writeImage(root, 'ct.nii.gz', 3);
  const mask = rectMask(size, { x0: 1, y0: 1, x1: 3, y1: 3 });
  writeSidecar(root, 'ct.nii.gz', [{ label: 'liver', slice: 1, mask }], 3);
  await exportMasks({ folder: root, layout: 'nnunet', out: set, selection: 'all' });
});
afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});
afterAll(endProcessWide);

it('finds nothing wrong with what was exported', async () => {
  expect(await validateNnUnet(set)).toEqual([]);
});

it('finds gaps, missing images, strange values and other places', async () => {
  const file = path.join(set, 'dataset.json');
  const dataset = JSON.parse(readFileSync(file, 'utf8')) as object;
  writeFileSync(file, JSON.stringify({ ...dataset, labels: { background: 0, liver: 1, spleen: 3 }, numTraining: 2 }));
  const data = new Uint8Array(size.width * size.height * 3);
  writeFileSync(path.join(set, 'labelsTr/ct.nii.gz'), writeLabelVolume({ ...size, slices: 3, data }, gzip));
  writeFileSync(path.join(set, 'labelsTr/other.nii.gz'), writeLabelVolume({ ...size, slices: 3, data }, gzip));
  expect(await validateNnUnet(set)).toEqual([
    'The values of the labels are not 0, 1, 2, …: 0, 1, 3.',
    'The case “other” has no image imagesTr/other_0000.nii.gz.',
    'The case “ct”: the geometry in the headers of image and label map differs.',
  ]);
  data.fill(7);
  writeFileSync(path.join(set, 'labelsTr/ct.nii.gz'), writeLabelVolume({ ...size, slices: 3, data }, gzip));
  expect(await validateNnUnet(set)).toContain('The case “ct”: the label map contains values without a label: 7.');
  rmSync(file);
  await expect(validateNnUnet(set)).rejects.toMatchObject({ code: 'not-found' });
});
