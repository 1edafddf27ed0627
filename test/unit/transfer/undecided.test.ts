import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { decode } from 'fast-png';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { writeLabelVolume } from '../../../src/core/formats/nifti/labelVolume';
import { writeGreyLabelPng } from '../../../src/core/formats/png/labelMap';
import type { Forecast } from '../../../src/core/layouts/forecast';
import type { LayoutName } from '../../../src/core/layouts/registry';
import { areaOf } from '../../../src/core/mask/runLength';
import { parseSidecar, type Sidecar } from '../../../src/core/sidecar/sidecar';
import { english } from '../../../src/core/text/message';
import { imageOfMasks } from '../../../src/node/masks/imageOfMasks';
import { loadMasks, saveMasks } from '../../../src/node/masks/maskStore';
import { gzip } from '../../../src/node/files/gzip';
import { openImage } from '../../../src/node/image/openImage';
import { readLabelMap } from '../../../src/node/transfer/readLabelMap';
import { exportMasks } from '../../../src/node/transfer/exportMasks';
import { importMasks } from '../../../src/node/transfer/importMasks';
import { endProcessWide } from '../../../src/node/processWide';
import { geometry, size, writeImage } from '../../support/layoutFolders';

let root = '';
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'undecided-'));
});
afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});
afterAll(endProcessWide);

const at = (...parts: string[]): string => path.join(root, ...parts);
const area = size.width * size.height;

/** Two rows of 1, and two of 2, the ignore label; on each slice one pixel further on. */
function labelMap(slices: number): Uint8Array {
  const row = size.width;
  return Uint8Array.from({ length: area * slices }, (_, i) => {
    const pixel = (i % area) - Math.floor(i / area);
    return pixel < 0 || pixel >= 4 * row ? 0 : pixel < 2 * row ? 1 : 2;
  });
}

/** A data set of nnU-Net with an ignore label, of pictures or volumes. */
function dataSet(ending: '.png' | '.nii.gz', slices: number): void {
  writeImage(at('set'), `imagesTr/c1_0000${ending}`, slices);
  mkdirSync(at('set/labelsTr'));
  const values = labelMap(slices);
  writeFileSync(
    at(`set/labelsTr/c1${ending}`),
    ending === '.png'
      ? writeGreyLabelPng(size, values)
      : writeLabelVolume({ ...size, slices, data: values, geometry }, gzip),
  );
  const labels = { background: 0, liver: 1, ignore: 2 };
  writeFileSync(at('set/dataset.json'), JSON.stringify({ labels, file_ending: ending, numTraining: 1 }));
}

const importSet = (): ReturnType<typeof importMasks> =>
  importMasks({ source: at('set'), images: at('set'), origin: 'human', by: 'tests' });
const sidecarOf = (name: string): Sidecar => {
  const file = at('set', `${name}.masks.json`);
  return parseSidecar(readFileSync(file, 'utf8'), file);
};

describe('pixels with the ignore label of nnU-Net', () => {
  test.each([
    ['.png', 1],
    ['.nii.gz', 3],
  ] as const)('are no object, outlive a save, and are written again (%s)', async (ending, slices) => {
    dataSet(ending, slices);
    const name = `imagesTr/c1_0000${ending}`;
    const imported = await importSet();
    expect(imported.failed).toEqual([]);
    expect(imported.notes.map(({ message }) => english(message))).toEqual([expect.stringContaining('undecided')]);
    expect(sidecarOf(name).labels.map((label) => label.name)).toEqual(['liver']);
    expect(sidecarOf(name).undecided?.map(({ slice, mask }) => [slice, areaOf(mask)])).toEqual(
      Array.from({ length: slices }, (_, slice) => [slice, 2 * size.width]),
    );

    const image = await openImage(at('set', name));
    try {
      const { content, version } = await loadMasks(imageOfMasks(image));
      const objects = content!.objects.map((object) => ({ ...object, by: 'someone else' }));
      await saveMasks(imageOfMasks(image), { ...content!, objects }, { writer: 'human', expected: version });
    } finally {
      image.dispose();
    }
    expect(sidecarOf(name).objects[0]!.by).toBe('someone else');

    let forecast: Forecast = [];
    await exportMasks(
      { folder: at('set'), layout: 'nnunet', out: at('out'), selection: 'all' },
      { onForecast: (rows) => ((forecast = rows), Promise.resolve(true)) },
    );
    expect(forecast).toContainEqual({ part: 'undecided', count: 1, images: 1, outcome: 'kept' });
    const description = JSON.parse(readFileSync(at('out/dataset.json'), 'utf8')) as { labels: object };
    expect(description.labels).toEqual({ background: 0, liver: 1, ignore: 2 });
    const map = await readLabelMap(at('out/labelsTr', `c1${ending}`), {});
    expect([...map.data]).toEqual([...labelMap(slices)]);
  });

  test('are converted without sidecars, and left out by layouts without such a value', async () => {
    dataSet('.png', 1);
    const outcomes: unknown[] = [];
    for (const layout of ['nnunet', 'decathlon', 'coco'] satisfies LayoutName[]) {
      await exportMasks(
        { folder: at('set'), layout, out: at(layout), selection: 'all', from: { source: at('set') } },
        {
          onForecast: (rows) => (
            outcomes.push(rows.find(({ part }) => part === 'undecided')?.outcome),
            Promise.resolve(true)
          ),
        },
      );
    }
    expect(outcomes).toEqual(['kept', 'leftOut', 'leftOut']);
    expect(decode(readFileSync(at('nnunet/labelsTr/c1.png'))).data).toEqual(labelMap(1));
    expect(readFileSync(at('coco/annotations.json'), 'utf8')).not.toContain('ignore');
  });

  test('give way to objects that cover them', async () => {
    dataSet('.png', 1);
    await importSet();
    const image = await openImage(at('set/imagesTr/c1_0000.png'));
    try {
      const { content, version } = await loadMasks(imageOfMasks(image));
      const all = {
        size: [size.width, size.height] as [number, number],
        counts: [0, 3 * size.width, area - 3 * size.width],
      };
      const objects = content!.objects.map((object) => ({ ...object, mask: all }));
      await saveMasks(imageOfMasks(image), { ...content!, objects }, { writer: 'human', expected: version });
    } finally {
      image.dispose();
    }
    await exportMasks({ folder: at('set'), layout: 'nnunet', out: at('out'), selection: 'all' });
    const values = decode(readFileSync(at('out/labelsTr/c1.png'))).data;
    expect([values[3 * size.width - 1], values[3 * size.width], values[4 * size.width]]).toEqual([1, 2, 0]);
  });
});
