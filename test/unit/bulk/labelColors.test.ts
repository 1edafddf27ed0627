import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeEach, expect, it } from 'vitest';
import type { LabelSet } from '../../../src/core/labels/labelSet';
import { parseSidecar } from '../../../src/core/sidecar/sidecar';
import { generateMasks } from '../../../src/node/bulk/generateMasks';
import { planRun } from '../../../src/node/bulk/planRun';
import { endProcessWide } from '../../../src/node/processWide';
import { exportMasks } from '../../../src/node/transfer/exportMasks';
import { boxSegmenter } from '../../support/boxModel';
import { size, writeImage, writeSidecar } from '../../support/layoutFolders';
import { rectMask } from '../../support/sidecars';

let root = '';
const at = (...parts: string[]): string => path.join(root, ...parts);
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'label-colors-'));
});
afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});
afterAll(endProcessWide);

/** A volume with a segmentation of 3D Slicer whose segment “liver” has a colour of its own. */
async function slicerFolder(): Promise<void> {
  writeImage(at('from'), 'ct.nii.gz', 2);
  const mask = rectMask(size, { x0: 1, y0: 1, x1: 6, y1: 5 });
  writeSidecar(at('from'), 'ct.nii.gz', [{ label: 'liver', slice: 1, mask }], 2);
  const sidecar = at('from/ct.nii.gz.masks.json');
  writeFileSync(sidecar, readFileSync(sidecar, 'utf8').replace(/#[0-9a-f]{6}/, '#8040c0'));
  await exportMasks({ folder: at('from'), layout: 'slicer', out: at('slicer'), selection: 'all' });
  mkdirSync(at('folder'));
  cpSync(at('from/ct.nii.gz'), at('folder/ct.nii.gz'));
  for (const name of readdirSync(at('slicer')).filter((each) => each.endsWith('.seg.nrrd')))
    cpSync(at('slicer', name), at('folder', name));
}

async function labelsOfRun(labels: LabelSet = []) {
  const plan = await planRun({ folder: at('folder'), sources: [{ kind: 'masks' }] });
  const { written, failed } = await generateMasks(plan, { client: boxSegmenter(), by: 'tests', labels });
  expect({ written, failed }).toEqual({ written: ['ct.nii.gz'], failed: [] });
  return parseSidecar(readFileSync(at('folder/ct.nii.gz.masks.json'), 'utf8'), 'ct').labels;
}

it('a run on masks of 3D Slicer keeps the colours of their segments', async () => {
  await slicerFolder();
  expect(await labelsOfRun()).toEqual([{ name: 'liver', value: 1, color: '#8040c0' }]);
});

it('the colours of the workspace come first', async () => {
  await slicerFolder();
  const known = [{ name: 'liver', value: 4, color: '#00ff00' }];
  expect(await labelsOfRun(known)).toEqual(known);
});
