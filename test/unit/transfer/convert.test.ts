import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { LayoutName } from '../../../src/core/layouts/registry';
import { Mask } from '../../../src/core/mask/mask';
import { endProcessWide } from '../../../src/node/processWide';
import { exportMasks } from '../../../src/node/transfer/exportMasks';
import { importMasks } from '../../../src/node/transfer/importMasks';
import {
  filesBelow,
  shapesIn,
  shapesOf,
  size,
  writeImage,
  writeSidecar,
  type TestObject,
} from '../../support/layoutFolders';

let root = '';
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'convert-'));
});
afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});
afterAll(endProcessWide);

const inRoot = (name: string): string => path.join(root, name);

function objectOf(label: string, slice: number, from: number): TestObject {
  const mask = new Mask(size.width, size.height);
  mask.data.fill(1, from, from + 12);
  return { label, slice, mask };
}

const images = new Map<string, { slices: number; objects: TestObject[] }>([
  ['a.png', { slices: 1, objects: [objectOf('liver', 0, 3), objectOf('co:on', 0, 10), objectOf('liver', 0, 40)] }],
  ['ct/b.nii.gz', { slices: 3, objects: [objectOf('liver', 1, 5), objectOf('spleen', 2, 30)] }],
]);

/** A folder of images with sidecars, and what it is exported to. */
async function foreignFolder(layout: LayoutName): Promise<void> {
  for (const [name, { slices, objects }] of images) {
    for (const folder of ['from', 'to']) writeImage(inRoot(folder), name, slices);
    writeSidecar(inRoot('from'), name, objects, slices);
  }
  const summary = await exportMasks({ folder: inRoot('from'), layout, out: inRoot('foreign'), selection: 'reviewed' });
  expect(summary.failed).toEqual([]);
}

describe('masks of another layout', () => {
  test.each<[LayoutName, LayoutName]>([
    ['cvat', 'coco'],
    ['coco', 'label-studio'],
    ['slicer', 'sam-unet'],
    ['label-studio', 'nifti-labels'],
    ['via', 'yolo'],
  ])('are converted from %s to %s without sidecars', async (first, second) => {
    await foreignFolder(first);
    const before = filesBelow(inRoot('foreign'));
    // VIA's own pictures are images, too; the slices of a volume are images of their own among them.
    const folder = inRoot(first === 'via' ? 'foreign' : 'to');
    const from = { source: inRoot('foreign'), layout: first };
    const converted = await exportMasks({ folder, layout: second, out: inRoot('out'), selection: 'reviewed', from });
    expect(converted).toMatchObject({ failed: [], skipped: [], losses: [], objects: 5 });
    expect(filesBelow(inRoot('foreign'))).toEqual(before);
    expect(filesBelow(inRoot('to')).filter((name) => name.includes('.mask'))).toEqual([]);
    const imported = await importMasks({ source: inRoot('out'), images: inRoot('to'), origin: 'human', by: 'tests' });
    expect(imported.failed).toEqual([]);
    expect(imported.objects).toBe(5);
    for (const [name, { objects }] of images) expect(shapesIn(inRoot('to'), name)).toEqual(shapesOf(objects));
  });

  test('that cannot be read fail by name, and the others are converted', async () => {
    await foreignFolder('nifti-labels');
    const spoilt = filesBelow(inRoot('foreign')).find((name) => name.includes('spleen'))!;
    writeFileSync(path.join(inRoot('foreign'), spoilt), 'spoilt');
    const from = { source: inRoot('foreign'), layout: 'nifti-labels' } as const;
    const request = { folder: inRoot('to'), layout: 'coco', out: inRoot('out'), selection: 'reviewed', from } as const;
    const { done, failed } = await exportMasks(request);
    expect(done).toEqual(['a.png']);
    expect(failed.map(({ file }) => file)).toEqual(['ct/b.nii.gz']);
  });

  test('are refused where the layout is none of theirs', async () => {
    writeImage(inRoot('from'), 'a.png', 1);
    const from = { source: inRoot('from'), layout: 'nnunet' } as const;
    const request = {
      folder: inRoot('from'),
      layout: 'coco',
      out: inRoot('out'),
      selection: 'reviewed',
      from,
    } as const;
    await expect(exportMasks(request)).rejects.toMatchObject({ code: 'unreadable' });
  });
});
