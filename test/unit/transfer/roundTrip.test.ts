import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
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

/** Layouts that hold overlaps and instances. */
const keptWhole = [
  'objects',
  'sam-unet',
  'sa-med2d',
  'coco',
  'coco-polygons',
  'slicer',
  'nifti-labels',
  'yolo',
  'labelme',
  'cvat',
  'via',
  'label-studio',
] as const;
/** Layouts of label maps. */
const labelMaps = ['beside', 'nnunet', 'decathlon', 'pairs'] as const;

const area = size.width * size.height;
/** Labels that are awkward in file names, JSON and label maps. */
const labels = ['liver', 'left_kidney', '_x', 'a__b_', 'z0001', 'ä/ö %2F', '7', 'co:on', '.dot '];
const masks = fc
  .uint8Array({ minLength: area, maxLength: area, max: 1 })
  .filter((data) => data.includes(1))
  .map((data) => new Mask(size.width, size.height, data));

const objects = (slices: number): fc.Arbitrary<TestObject[]> =>
  fc.array(fc.record({ label: fc.constantFrom(...labels), slice: fc.nat({ max: slices - 1 }), mask: masks }), {
    minLength: 1,
    maxLength: 5,
  });

/** One object a label and slice, none over another: all that a label map can hold. */
const apart = (slices: number): fc.Arbitrary<TestObject[]> =>
  fc
    .uint8Array({ minLength: area * slices, maxLength: area * slices, max: 3 })
    .filter((values) => values.some(Boolean))
    .map((values) =>
      [1, 2, 3].flatMap((value) =>
        Array.from({ length: slices }, (_, slice) => ({
          label: labels[value]!,
          slice,
          mask: new Mask(
            size.width,
            size.height,
            Uint8Array.from(values.subarray(slice * area, (slice + 1) * area), (each) => (each === value ? 1 : 0)),
          ),
        })).filter(({ mask }) => mask.area > 0),
      ),
    );

/** Names of the images: two of one stem, folders, an image folder, letters of other scripts. */
const images = ['a.png', 'a.nii.gz', 'ct/a.png', 'ct_a.png', 'images/scan 1.png', 'images/ß.nii.gz', 'ct/b__liver.png'];
const slicesOf = (name: string): number => (name.endsWith('.png') ? 1 : 3);

afterAll(endProcessWide);

async function withFolders(work: (from: string, out: string, to: string) => Promise<void>): Promise<void> {
  const root = mkdtempSync(path.join(tmpdir(), 'layouts-'));
  try {
    await work(path.join(root, 'from'), path.join(root, 'out'), path.join(root, 'to'));
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

/** Objects of some of the images. */
const dataset = (of: (slices: number) => fc.Arbitrary<TestObject[]>): fc.Arbitrary<Map<string, TestObject[]>> =>
  fc
    .tuple(fc.subarray(images, { minLength: 1 }), fc.tuple(...images.map((name) => of(slicesOf(name)))))
    .map(([chosen, all]) => new Map(chosen.map((name) => [name, all[images.indexOf(name)]!])));

/** Exports a data set and imports it again beside the same images. */
async function goRound(layout: LayoutName, data: ReadonlyMap<string, readonly TestObject[]>): Promise<void> {
  await withFolders(async (from, out, to) => {
    for (const name of images) for (const folder of [from, to]) writeImage(folder, name, slicesOf(name));
    for (const [name, drawn] of data) writeSidecar(from, name, drawn, slicesOf(name));
    const exported = await exportMasks({ folder: from, layout, out, selection: 'reviewed' });
    expect(exported).toMatchObject({ failed: [], skipped: [], losses: [], cancelled: false });
    expect(exported.done.length).toBe(data.size);
    const imported = await importMasks({ source: out, images: to, origin: 'human', by: 'tests' });
    expect(imported).toMatchObject({ failed: [], skipped: [] });
    for (const [name, drawn] of data) expect(shapesIn(to, name)).toEqual(shapesOf(drawn));
    expect(filesBelow(to).filter((name) => name.endsWith('.masks.json'))).toHaveLength(data.size);
  });
}

describe('a data set comes back as it was', () => {
  it.each(keptWhole)('from %s, overlaps and instances too', async (layout) => {
    await fc.assert(
      fc.asyncProperty(dataset(objects), (data) => goRound(layout, data)),
      { numRuns: 5, endOnFailure: true },
    );
  });

  it.each(labelMaps)('from %s, where no pixel has two labels', async (layout) => {
    await fc.assert(
      fc.asyncProperty(dataset(apart), (data) => goRound(layout, data)),
      { numRuns: 5, endOnFailure: true },
    );
  });
});

it.each([...keptWhole, ...labelMaps])(
  'keeps labels in %s that are named like what every object of JavaScript has, and no file is named by code',
  async (layout) => {
    const names = ['constructor', '__proto__', 'toString', 'hasOwnProperty', 'valueOf', 'Liver', 'liver'];
    const drawn = names.map((label, at) => ({
      label,
      slice: 0,
      mask: new Mask(
        size.width,
        size.height,
        Uint8Array.from({ length: area }, (_, pixel) => (pixel === at ? 1 : 0)),
      ),
    }));
    await goRound(layout, new Map([['ct/a.png', drawn]]));
    await withFolders(async (from, out) => {
      writeImage(from, 'a.png');
      writeSidecar(from, 'a.png', drawn);
      await exportMasks({ folder: from, layout, out, selection: 'reviewed' });
      const files = filesBelow(out);
      expect(files.filter((name) => name.includes('native'))).toEqual([]);
      // No file system takes two of them for one.
      expect(new Set(files.map((name) => name.toLowerCase())).size).toBe(files.length);
    });
  },
);

describe('the same data set gives the same bytes', () => {
  it.each([...keptWhole, ...labelMaps])('in %s', async (layout) => {
    const [data] = fc.sample(dataset(apart), { numRuns: 1, seed: 3 });
    await withFolders(async (from, out) => {
      for (const name of images) writeImage(from, name, slicesOf(name));
      for (const [name, drawn] of data!) writeSidecar(from, name, drawn, slicesOf(name));
      const runs: (readonly [string, string])[][] = [];
      for (const target of [out, `${out}2`]) {
        await exportMasks({ folder: from, layout, out: target, selection: 'all' });
        runs.push(filesBelow(target).map((name) => [name, readFileSync(path.join(target, name)).toString('base64')]));
      }
      expect(runs[0]!.length).toBeGreaterThan(0);
      expect(runs[1]).toEqual(runs[0]);
    });
  });
});
