import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { endProcessWide } from '../../../src/node/processWide';
import { exportMasks } from '../../../src/node/transfer/exportMasks';
import { importMasks } from '../../../src/node/transfer/importMasks';
import { storedMasks } from '../../support/storedMasks';
import { validation } from '../../support/shared';

/** Sets with overlaps, instances and many labels; the first goes to every layout, the others to those that hold these in other ways. */
const sets = [
  ['edd2020_endoscopy', ['sam-unet', 'sa-med2d', 'coco', 'objects', 'nnunet', 'beside']],
  ['smdg_fundus_disc', ['coco', 'objects']],
  ['chest_ct_kaggle', ['nnunet', 'sa-med2d']],
] as const;

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'published-'));
});
afterAll(async () => {
  await endProcessWide();
  rmSync(folder, { recursive: true, force: true });
});

describe.each(sets)('%s', (set, layouts) => {
  const source = path.join(validation, set);

  /** A copy of the images without masks. */
  const bare = (name: string): string => {
    const images = path.join(folder, set, name);
    cpSync(path.join(source, 'images'), images, { recursive: true });
    return images;
  };

  it('becomes sidecars that hold every mask, and comes back equal from the layouts that can hold it', async () => {
    const images = bare('sidecars');
    const imported = await importMasks({ source, images, origin: 'human', by: 'tests' });
    expect(imported).toMatchObject({ skipped: [], failed: [], cancelled: false });
    expect(imported.objects).toBe(readdirSync(path.join(source, 'masks')).length);
    const truth = storedMasks(images);
    for (const layout of layouts) {
      const out = path.join(folder, set, layout);
      const exported = await exportMasks({ folder: images, layout, out, selection: 'reviewed' });
      expect(exported).toMatchObject({ skipped: [], failed: [], objects: imported.objects });
      const again = bare(`${layout}-back`);
      expect(await importMasks({ source: out, images: again, origin: 'human', by: 'tests' })).toMatchObject({
        failed: [],
      });
      const found = storedMasks(again);
      const lossy = new Set(exported.losses.map(({ file }) => `${file}.masks.json`));
      expect(Object.keys(found)).toEqual(Object.keys(truth));
      for (const [name, masks] of Object.entries(truth)) if (!lossy.has(name)) expect(found[name]).toEqual(masks);
    }
  });
});
