import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseFile } from '../../../src/core/formats/dicom/dataSet';
import { showsMasks } from '../../../src/core/layouts/dicomSeg/shows';
import { encodeRunLength } from '../../../src/core/mask/runLength';
import { Mask } from '../../../src/core/mask/mask';
import type { SidecarObject } from '../../../src/core/sidecar/sidecar';
import { openImage } from '../../../src/node/image/openImage';
import { imageOfMasks, type ImageOfMasks } from '../../../src/node/masks/imageOfMasks';
import { inspectMasks, loadMasks, redrawMaskFiles, saveMasks } from '../../../src/node/masks/maskStore';
import { moveMasks } from '../../../src/node/masks/moveMasks';
import { setMasksAside } from '../../../src/node/masks/setMasksAside';
import { endProcessWide } from '../../../src/node/processWide';
import { importMasks } from '../../../src/node/transfer/importMasks';
import { seriesSlice } from '../../fixtures/dicomSeries';
import { dicomImages, writeDicomImage, type DicomImage } from '../../support/dicomImages';
import { liver, rectObject } from '../../support/sidecars';
import { writeImage, size as pictureSize } from '../../support/layoutFolders';

const lesion = { name: 'lesion\\ä', value: 2, color: '#56b4e9' };
const { ctSeries } = dicomImages;

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'segmentation-file-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});
afterAll(endProcessWide);

async function withImage<T>(name: string, work: (image: ImageOfMasks) => Promise<T>): Promise<T> {
  const image = await openImage(path.join(folder, name));
  try {
    return await work(imageOfMasks(image));
  } finally {
    image.dispose();
  }
}

const person = { origin: 'human', status: 'accepted', by: 'a person' } as const;

/** Two objects that overlap on one slice, and one elsewhere. */
function overlapping({ width, height, slices }: DicomImage): SidecarObject[] {
  const at = (id: string, left: number, slice: number, label: string) =>
    rectObject({ width, height }, { x0: left, y0: 1, x1: left + 4, y1: 6 }, { ...person, id, slice, label });
  return [at('1', 1, 0, 'liver'), at('2', 3, 0, lesion.name), at('3', 2, slices - 1, 'liver')];
}

function save(name: string, objects: readonly SidecarObject[], layout: 'dicom-seg' | 'beside' = 'dicom-seg') {
  return withImage(name, async (image) => {
    const { version } = await loadMasks(image);
    const labels = [liver, lesion];
    return saveMasks(image, { labels, objects: [...objects] }, { writer: 'human', expected: version, layout });
  });
}

function masks(): string[] {
  return readdirSync(folder).filter((name) => name.includes('.mask'));
}

/** The objects that the Segmentation shows when it is opened itself. */
async function shown(file: string): Promise<unknown> {
  const image = await openImage(path.join(folder, file));
  image.dispose();
  return placed(image.content?.objects ?? []);
}

/** What the objects show, in an order of its own. */
function placed(objects: readonly SidecarObject[]): unknown {
  return objects.map(({ label, slice, mask }) => JSON.stringify([label, slice, mask.counts])).sort();
}

describe('masks saved as a DICOM Segmentation', () => {
  it.each(Object.values(dicomImages))('lie beside $name and keep overlaps', async (image) => {
    const [first] = writeDicomImage(folder, image) as [string];
    const before = readdirSync(folder).map((name) => readFileSync(path.join(folder, name), 'latin1'));
    const objects = overlapping(image);
    expect(await save(first, objects)).not.toHaveProperty('behind');
    const [segmentation, sidecar, ...others] = masks();
    expect([segmentation, sidecar, others]).toEqual([`${first}.mask.dcm`, `${first}.masks.json`, []]);
    expect(await inspectMasks(path.join(folder, first))).toMatchObject({ state: 'human', faults: [] });
    expect(await shown(segmentation!)).toEqual(placed(objects));
    expect(await withImage(first, async (opened) => (await loadMasks(opened)).content?.objects)).toEqual(objects);
    for (const bytes of before) {
      expect(readdirSync(folder).map((name) => readFileSync(path.join(folder, name), 'latin1'))).toContain(bytes);
    }
  });

  it('are not taken for an image or for a slice', async () => {
    const [first] = writeDicomImage(folder, ctSeries) as [string];
    await save(first, overlapping(ctSeries));
    await withImage(first, async (image) => {
      expect(image.slices).toBe(ctSeries.slices);
      await Promise.resolve();
    });
  });

  it('are label maps beside images that are not DICOM', async () => {
    writeImage(folder, 'a.png');
    await save('a.png', [rectObject(pictureSize, { x0: 1, y0: 1, x1: 4, y1: 5 }, person)]);
    expect(masks()).toEqual(['a.png.mask.png', 'a.png.masks.json']);
  });

  it('replace a label map, and are replaced by one', async () => {
    const [first] = writeDicomImage(folder, ctSeries) as [string];
    const objects = overlapping(ctSeries);
    await save(first, objects, 'beside');
    expect(masks()).toContain(`${first}.mask.nii.gz`);
    await save(first, objects);
    expect(masks()).toEqual([`${first}.mask.dcm`, `${first}.masks.json`]);
    await save(first, objects, 'beside');
    expect(masks()).toEqual([`${first}.mask.nii.gz`, `${first}.masks.json`]);
  });

  it('stay in their layout where none is named', async () => {
    const [first] = writeDicomImage(folder, ctSeries) as [string];
    const objects = overlapping(ctSeries);
    await save(first, objects);
    await withImage(first, async (image) => {
      const { version } = await loadMasks(image);
      await saveMasks(image, { labels: [liver], objects: [objects[0]!] }, { writer: 'human', expected: version });
    });
    expect(masks()).toEqual([`${first}.mask.dcm`, `${first}.masks.json`]);
    expect(await shown(`${first}.mask.dcm`)).toEqual(placed([objects[0]!]));
  });

  it('are the same bytes for the same masks, and no file without pixels', async () => {
    const [first] = writeDicomImage(folder, ctSeries) as [string];
    const file = path.join(folder, `${first}.mask.dcm`);
    await save(first, overlapping(ctSeries));
    const bytes = readFileSync(file);
    await save(first, []);
    expect(existsSync(file)).toBe(false);
    await save(first, overlapping(ctSeries));
    expect(readFileSync(file).equals(bytes)).toBe(true);
    const { width, height } = ctSeries;
    await save(first, [{ ...overlapping(ctSeries)[0]!, mask: { size: [width, height], counts: [width * height] } }]);
    expect(existsSync(file)).toBe(false);
  });

  it('are noticed when another program changes them, and drawn again', async () => {
    const [first] = writeDicomImage(folder, ctSeries) as [string];
    const file = path.join(folder, `${first}.mask.dcm`);
    await save(first, overlapping(ctSeries));
    const bytes = readFileSync(file);
    writeFileSync(
      file,
      bytes.map((byte, at) => (at === bytes.length - 3 ? byte ^ 0x10 : byte)),
    );
    expect(await inspectMasks(path.join(folder, first))).toMatchObject({ faults: [{ file, kind: 'changed' }] });
    await expect(save(first, overlapping(ctSeries))).rejects.toMatchObject({ code: 'conflict' });
    await withImage(first, (image) => redrawMaskFiles(image, true));
    expect(readFileSync(file).equals(bytes)).toBe(true);
  });

  it('count as ours when another program has written the same masks with another header', async () => {
    const [first] = writeDicomImage(folder, ctSeries) as [string];
    const file = path.join(folder, `${first}.mask.dcm`);
    await save(first, overlapping(ctSeries));
    const text = readFileSync(file, 'latin1');
    writeFileSync(file, text.replace('Masks of SAM-UNet', 'Masks of somebody'), 'latin1');
    expect(await inspectMasks(path.join(folder, first))).toMatchObject({ state: 'human', faults: [] });
  });

  it('come back by import without their sidecar, and stay as they are', async () => {
    const [first] = writeDicomImage(folder, ctSeries) as [string];
    const objects = overlapping(ctSeries);
    await save(first, objects);
    const bytes = readFileSync(path.join(folder, `${first}.mask.dcm`));
    rmSync(path.join(folder, `${first}.masks.json`));
    const request = { source: folder, images: folder, origin: 'human', by: 'tests' } as const;
    expect(await importMasks(request)).toMatchObject({ done: [first], failed: [] });
    expect(masks()).toEqual([`${first}.mask.dcm`, `${first}.masks.json`]);
    expect(readFileSync(path.join(folder, `${first}.mask.dcm`)).equals(bytes)).toBe(true);
    const { content } = await withImage(first, loadMasks);
    expect(placed(content?.objects ?? [])).toEqual(placed(objects));
  });

  it('follow their image, and are set aside with a name of their own', async () => {
    const [name] = writeDicomImage(folder, dicomImages.oneSlice) as [string];
    await save(name, overlapping(dicomImages.oneSlice));
    await moveMasks(path.join(folder, name), path.join(folder, 'b.dcm'));
    expect(masks()).toEqual(['b.dcm.mask.dcm', 'b.dcm.masks.json']);
    await setMasksAside(path.join(folder, 'b.dcm'));
    expect(masks()).toEqual(['b.dcm.mask.dcm.old', 'b.dcm.masks.json']);
  });

  it('are not saved for files that nothing can refer to', async () => {
    const [name] = writeDicomImage(folder, dicomImages.oneSlice) as [string];
    const file = path.join(folder, name);
    const text = readFileSync(file, 'latin1');
    writeFileSync(file, text.replace(/\x08\x00\x18\x00UI/, '\x09\x00\x18\x00UI'), 'latin1');
    await expect(save(name, overlapping(dicomImages.oneSlice))).rejects.toThrow(/SOP Instance UID.*another layout/s);
    expect(masks()).toEqual([]);
  });

  it('are drawn again for the slices that they were saved for', async () => {
    const files = writeDicomImage(folder, ctSeries);
    const objects = overlapping(ctSeries).slice(0, 2);
    await save(files[0]!, objects);
    const file = path.join(folder, `${files[0]!}.mask.dcm`);
    rmSync(file);
    rmSync(path.join(folder, files.at(-1)!));
    await expect(withImage(files[0]!, (image) => redrawMaskFiles(image))).rejects.toThrow(/1 of the 4 slices/);
    await save(files[0]!, objects);
    expect(await shown(path.basename(file))).toEqual(placed(objects));
  });
});

it('of a series of several times shows each mask on its volume, in segments of their own', async () => {
  for (const [time, slice] of [0, 1].flatMap((at) => [0, 1, 2].map((k) => [at, k] as const))) {
    const more = [['0020,0100', 'IS', String(time + 1)]] as const;
    const bytes = seriesSlice({ position: [0, 0, 2 * slice], value: 1, instance: 10 * time + slice + 1, more });
    writeFileSync(path.join(folder, `${time}${slice}.dcm`), bytes);
  }
  const rect = { x0: 0, y0: 0, x1: 1, y1: 2 };
  const at = (id: string, slice: number, volume: number): SidecarObject =>
    rectObject({ width: 2, height: 2 }, rect, { ...person, id, slice, ...(volume === 0 ? {} : { volume }) });
  await save('00.dcm', [at('1', 1, 0), at('2', 1, 1), at('3', 2, 1)]);
  const image = await openImage(path.join(folder, '00.dcm.mask.dcm'));
  image.dispose();
  expect(image.content?.objects.map(({ slice, volume }) => [volume, slice])).toEqual([
    [undefined, 1],
    [1, 1],
    [1, 2],
  ]);
  const { dataSet } = parseFile(readFileSync(path.join(folder, '00.dcm.mask.dcm')));
  expect(dataSet.elements['x00620002']?.items).toHaveLength(2);
  expect((await inspectMasks(path.join(folder, '00.dcm'))).faults).toEqual([]);
});

describe('comparing a Segmentation with masks', () => {
  const image = { file: 'a', width: 5, height: 3, slices: 2 };
  const mask = fc
    .uint8Array({ minLength: 15, maxLength: 15, max: 1 })
    .map((data) => encodeRunLength(new Mask(5, 3, data)));
  const object = fc.record({ label: fc.constantFrom('a', 'b'), slice: fc.nat({ max: 1 }), mask });

  it('finds files of other masks different', async () => {
    writeDicomImage(folder, { name: 'x', width: 5, height: 3, slices: 2, frames: 'plain', modality: 'US' });
    await fc.assert(
      fc.asyncProperty(fc.array(object, { maxLength: 3 }), fc.array(object, { maxLength: 3 }), async (one, other) => {
        const asText = (objects: typeof one): string[] =>
          objects
            .filter((each) => each.mask.counts.length > 1)
            .map((each) => JSON.stringify([each.label, each.slice, each.mask]))
            .sort();
        const full = one.map((each, i) => ({
          ...rectObject(image, { x0: 0, y0: 0, x1: 1, y1: 1 }, { ...person, id: String(i) }),
          ...each,
          mask: { size: [5, 3] as [number, number], counts: [...each.mask.counts] },
        }));
        await withImage('x.dcm', async (opened) => {
          const { version } = await loadMasks(opened);
          const labels = [
            { ...liver, name: 'a' },
            { ...lesion, name: 'b' },
          ];
          await saveMasks(
            opened,
            { labels, objects: full },
            { writer: 'human', expected: version, layout: 'dicom-seg' },
          );
        });
        if (asText(one).length === 0) return;
        const bytes = readFileSync(path.join(folder, 'x.dcm.mask.dcm'));
        expect(showsMasks(bytes, image, one)).toBe(true);
        expect(showsMasks(bytes, image, other)).toBe(JSON.stringify(asText(one)) === JSON.stringify(asText(other)));
      }),
      { numRuns: 20 },
    );
  });
});
