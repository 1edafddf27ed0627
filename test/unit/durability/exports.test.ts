import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, describe, it } from 'vitest';
import type { Layout } from '../../../src/core/layouts/layout';
import { layouts } from '../../../src/core/layouts/registry';
import { endProcessWide } from '../../../src/node/processWide';
import { exportMasks } from '../../../src/node/transfer/exportMasks';
import { dicomImages, writeDicomImage } from '../../support/dicomImages';
import { endsWhole, type Writer } from '../../support/durability/writer';
import { size, writeImage, writeSidecar } from '../../support/layoutFolders';
import { saveObjects } from '../../support/saveObjects';
import { rectMask } from '../../support/sidecars';

const mask = rectMask(size, { x0: 0, y0: 0, x1: 4, y1: 3 });
const other = rectMask(size, { x0: 5, y0: 1, x1: 8, y1: 4 });
const ct = { ...dicomImages.ctSeries, slices: 2 };

/** An image that a layout can be written of, with objects on two slices. */
async function prepareImage(folder: string, { refersToDicom }: Pick<Layout, 'refersToDicom'>): Promise<void> {
  if (refersToDicom) {
    const [first] = writeDicomImage(folder, ct);
    const area = { label: 'liver', mask: rectMask(ct, { x0: 1, y0: 1, x1: 5, y1: 6 }) };
    await saveObjects(
      path.join(folder, first!),
      [0, 1].map((slice) => ({ ...area, slice })),
    );
    return;
  }
  writeImage(folder, 'below/v.nii.gz', 2);
  const objects = [
    { label: 'liver', slice: 0, mask },
    { label: 'liver', slice: 0, mask: other },
    { label: 'cyst', slice: 1, mask },
  ];
  writeSidecar(folder, 'below/v.nii.gz', objects, 2);
}

/** @param traits of the layout that decide on the image: without any, it is no DICOM */
function exportOf(layout: (typeof layouts)[number], traits: Pick<Layout, 'refersToDicom'> = layout): Writer {
  const out = (folder: string): string => path.join(folder, 'out');
  return {
    prepare: async (folder) => {
      await prepareImage(path.join(folder, 'data'), traits);
      if (!layout.canGrow) return;
      // The files of someone else lie in the data set that is added to.
      mkdirSync(path.join(out(folder), 'masks'), { recursive: true });
      for (const name of ['notes.txt', 'masks/notes.txt']) writeFileSync(path.join(out(folder), name), 'theirs');
    },
    work: async (folder) => {
      const request = { folder: path.join(folder, 'data'), layout: layout.name, selection: 'all' } as const;
      const { failed, done } = await exportMasks({ ...request, out: out(folder) });
      if (failed.length > 0) throw new Error(failed[0]!.message);
      if (done.length === 0) throw new Error('Nothing was exported.');
    },
    // It goes into an empty folder, unless its layout can grow.
    ...(layout.canGrow
      ? {}
      : {
          clear: (folder) => {
            rmSync(out(folder), { recursive: true, force: true });
          },
        }),
  };
}

afterAll(endProcessWide);

describe('an export that ends at any call', () => {
  it.each(layouts)(
    'to $name leaves whole files, touches no other, and is completed by another',
    { timeout: 600_000 },
    (layout) => endsWhole(exportOf(layout), 29),
  );

  it('with DICOM images that are made for it does so, too', { timeout: 600_000 }, () =>
    endsWhole(
      exportOf(
        layouts.find(({ name }) => name === 'dicom-seg')!,
        {},
      ),
      29,
    ),
  );
});
