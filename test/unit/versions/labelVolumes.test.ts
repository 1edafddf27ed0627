import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Rect } from '../../../src/core/geometry/rect';
import { diffVersions, mergeVersions } from '../../../src/node/git/drivers';
import { saveMasks } from '../../../src/node/masks/maskStore';
import { lesion, liver, rectObject } from '../../support/sidecars';

const size = { width: 6, height: 4 };
const geometry = {
  origin: [-10, 20, 5],
  spacing: [0.8, 0.8, 3],
  axes: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
} as const;
/** Where the voxels of a NIfTI-1 file begin. */
const start = 352;

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'label-volumes-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const name = 'ct.nii.mask.nii.gz';

/** Writes a version of the label volume as a save does, and returns its path. */
async function version(called: string, boxes: readonly (readonly [slice: number, box: Rect, label?: string])[]) {
  const image = path.join(folder, called);
  const objects = boxes.map(([slice, box, label = 'liver'], i) =>
    rectObject(size, box, { id: String(i + 1), slice, label, status: 'accepted', origin: 'human' }),
  );
  await saveMasks(
    { ...size, slices: 3, path: image, geometry },
    { labels: [liver, lesion], objects },
    { writer: 'human' },
  );
  return `${image}.mask.nii.gz`;
}

const voxels = (file: string, Type: typeof Uint8Array | typeof Uint16Array = Uint8Array): number[] => {
  const bytes = Uint8Array.from(gunzipSync(readFileSync(file)));
  return [...new Type(bytes.buffer, start)];
};
const box = { x0: 0, y0: 0, x1: 2, y1: 2 };
const other = { x0: 3, y0: 1, x1: 6, y1: 3 };

it('merges label volumes of two branches that changed different voxels, and keeps the place in the patient', async () => {
  const base = await version('base', [[0, box]]);
  const ours = await version('ours', [
    [0, box],
    [1, other],
  ]);
  const theirs = await version('theirs', [
    [0, { ...box, x1: 3 }],
    [2, box],
  ]);
  const header = gunzipSync(readFileSync(ours)).subarray(0, start);
  const both = await version('both', [
    [0, { ...box, x1: 3 }],
    [1, other],
    [2, box],
  ]);
  expect(await mergeVersions(base, ours, theirs, name)).toEqual([]);
  expect(voxels(ours)).toEqual(voxels(both));
  expect(voxels(ours).filter((value) => value === 1)).toHaveLength(6 + 6 + 4);
  expect(gunzipSync(readFileSync(ours)).subarray(0, start)).toEqual(header);
});

it('keeps ours where both sides have changed a voxel, and says so', async () => {
  const labels = 'lesion';
  const base = await version('base', [[1, other, labels]]);
  const ours = await version('ours', [
    [0, box],
    [1, other, labels],
  ]);
  const theirs = await version('theirs', [
    [0, box, labels],
    [1, other, labels],
  ]);
  expect(await mergeVersions(base, ours, theirs, name)).toEqual([
    `${name}: both sides have changed 4 pixels; ours are kept.`,
  ]);
  const values = voxels(ours, Uint16Array);
  expect([values.filter((value) => value === 1).length, values.filter((value) => value === 300).length]).toEqual([
    4, 6,
  ]);
});

it('takes both sides where they have added the file', async () => {
  const empty = path.join(folder, 'empty');
  writeFileSync(empty, '');
  const ours = await version('ours', [[0, box]]);
  const theirs = await version('theirs', [[2, other]]);
  expect(await mergeVersions(empty, ours, theirs, name)).toEqual([]);
  expect(voxels(ours).filter((value) => value === 1)).toHaveLength(4 + 6);
});

it('refuses volumes of other sizes and types, and files that are cut off', async () => {
  const ours = await version('ours', [[0, box]]);
  const wide = await version('wide', [[0, box, 'lesion']]);
  const before = readFileSync(ours);
  await expect(mergeVersions(ours, ours, wide, name)).rejects.toThrow(/another data type/);
  writeFileSync(wide, readFileSync(ours).subarray(0, 40));
  await expect(mergeVersions(ours, ours, wide, name)).rejects.toThrow();
  expect(readFileSync(ours)).toEqual(before);
});

it('says what has changed between two label volumes', async () => {
  const before = await version('before', [[0, box]]);
  const after = await version('after', [
    [0, { ...box, x1: 3 }],
    [1, other],
  ]);
  expect(await diffVersions(name, before, after)).toEqual(['~ value 1: +8 −0 pixels, Dice 0.500']);
});
