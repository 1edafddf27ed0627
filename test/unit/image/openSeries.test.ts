import { copyFileSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { openImage, type OpenOptions } from '../../../src/node/image/openImage';
import { imageOfMasks } from '../../../src/node/masks/imageOfMasks';
import { loadMasks, saveMasks } from '../../../src/node/masks/maskStore';
import { english } from '../../../src/core/text/message';
import { seriesSlice, type SeriesSlice } from '../../fixtures/dicomSeries';
import { liver, rectObject } from '../../support/sidecars';
import { useDecoders } from '../../support/useDecoders';

const decoding = useDecoders();

/** A folder with slices of 2 mm: file name → number of the slice, whose pixels are ten times that. */
function seriesFolder(slices: Readonly<Record<string, number>>, more: Partial<SeriesSlice> = {}): string {
  const folder = mkdtempSync(path.join(decoding.folder, 'series-'));
  for (const [name, k] of Object.entries(slices)) addSlice(folder, name, k, more);
  return folder;
}

function addSlice(folder: string, name: string, k: number, more: Partial<SeriesSlice> = {}): void {
  const file = seriesSlice({ position: [0, 0, 2 * k], value: 10 * k, instance: 100 - k, ...more });
  writeFileSync(path.join(folder, name), file);
}

const open = (folder: string, name: string, options: OpenOptions = {}) =>
  openImage(path.join(folder, name), { decoders: decoding.pool, ...options });

/** Writes a mask of one object on a slice of an image, as the editor does. */
async function drawOn(folder: string, name: string, slice: number, options: OpenOptions = {}): Promise<void> {
  const image = await open(folder, name, options);
  const { width, height } = image.info;
  const object = rectObject({ width, height }, { x0: 0, y0: 0, x1: 1, y1: 2 }, { slice });
  await saveMasks(imageOfMasks(image), { labels: [liver], objects: [object] }, { writer: 'human' });
  image.dispose();
}

async function slicesWithMasks(folder: string, name: string): Promise<number[]> {
  const image = await open(folder, name);
  const { content } = await loadMasks(imageOfMasks(image));
  image.dispose();
  return (content?.objects ?? []).map(({ slice }) => slice);
}

describe('a series', () => {
  it('opens with any of its files, at that file’s slice', async () => {
    const folder = seriesFolder({ 'z.dcm': 0, IM7: 1, '1.2.3.4': 2, 'a.dcm': 3 });
    writeFileSync(path.join(folder, 'notes.txt'), 'not DICOM');
    writeFileSync(path.join(folder, 'README'), 'nor this');
    for (const [name, slice] of [
      ['a.dcm', 3],
      ['IM7', 1],
      ['1.2.3.4', 2],
    ] as const) {
      const image = await open(folder, name);
      expect(image).toMatchObject({
        path: path.join(folder, 'z.dcm'),
        slice,
        instances: ['1.2.3.100', '1.2.3.99', '1.2.3.98', '1.2.3.97'],
        info: { slices: 4, width: 2, height: 2, geometry: { origin: [0, 0, 0], spacing: [0.5, 0.5, 2] } },
      });
      const values = await Promise.all([0, 1, 2, 3].map(async (k) => (await image.readSlice(k)).data[0]));
      expect(values).toEqual([0, 10, 20, 30]);
      expect(image.info.remarks).toBeUndefined();
      image.dispose();
      await expect(image.readSlice(0)).rejects.toMatchObject({ code: 'cancelled' });
    }
  });

  it('may stay apart', async () => {
    const folder = seriesFolder({ a: 0, b: 1 });
    const image = await open(folder, 'b', { series: 'single' });
    expect(image).toMatchObject({ path: path.join(folder, 'b'), slice: 0, info: { slices: 1 } });
    image.dispose();
  });

  it('of one file is an image as any other', async () => {
    const folder = seriesFolder({ a: 0 });
    const image = await open(folder, 'a');
    expect(image.info).toMatchObject({ slices: 1, geometry: { spacing: [0.5, 0.5, 2] } });
    expect(image.instances).toBeUndefined();
    image.dispose();
  });

  it('notices files that come, change and go', async () => {
    const folder = seriesFolder({ a: 0, b: 1 });
    const first = await open(folder, 'a');
    addSlice(folder, 'c', 2);
    const second = await open(folder, 'a');
    expect([first.info.slices, second.info.slices]).toEqual([2, 3]);
    addSlice(folder, 'b', 5);
    utimesSync(path.join(folder, 'b'), 1, 1);
    const third = await open(folder, 'a');
    expect((await third.readSlice(2)).data[0]).toBe(50);
    rmSync(path.join(folder, 'c'));
    await expect(third.readSlice(1)).rejects.toMatchObject({ code: 'not-found' });
    expect(new Set([first, second, third].map(({ contentHash }) => contentHash)).size).toBe(3);
    for (const image of [first, second, third]) image.dispose();
  });

  it('says which file cannot be read, and continues with the others', async () => {
    const folder = seriesFolder({ a: 0, b: 1, c: 2 });
    const whole = seriesSlice({ position: [0, 0, 2], value: 1, instance: 99 });
    writeFileSync(path.join(folder, 'b'), whole.subarray(0, whole.length - 4));
    const image = await open(folder, 'a');
    await expect(image.readSlice(1)).rejects.toMatchObject({
      code: 'damaged',
      message: expect.stringContaining('b: ') as string,
    });
    expect((await image.readSlice(2)).data[0]).toBe(20);
    image.dispose();
  });

  it('can be left while its folder is read', async () => {
    const folder = seriesFolder({ a: 0, b: 1 });
    const token = { isCancellationRequested: true, onCancellationRequested: () => ({ dispose: () => undefined }) };
    await expect(open(folder, 'a', { token })).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('reports how many headers were read', async () => {
    const folder = seriesFolder(Object.fromEntries(Array.from({ length: 70 }, (_, k) => [`s${k}`, k])));
    const seen: number[] = [];
    const image = await open(folder, 's3', { onProgress: (done, total) => seen.push(done, total) });
    expect(seen.at(-2)).toBe(70);
    expect(seen).toHaveLength(6);
    image.dispose();
  });

  it('does not mix with folders and links of the same name', async () => {
    const folder = seriesFolder({ a: 0, b: 1 });
    mkdirSync(path.join(folder, 'c.dcm'));
    const image = await open(folder, 'a');
    expect(image.info.slices).toBe(2);
    image.dispose();
  });
});

describe('masks of a series', () => {
  it('lie beside the file that stands for it, whichever file was open', async () => {
    const folder = seriesFolder({ a: 2, b: 1, c: 0 });
    await drawOn(folder, 'a', 1);
    expect(await slicesWithMasks(folder, 'b')).toEqual([1]);
    expect((await open(folder, 'a')).path).toBe(path.join(folder, 'c'));
  });

  it('stay with their slices and their file when others come before', async () => {
    const folder = seriesFolder({ a: 1, b: 2, c: 3 });
    await drawOn(folder, 'a', 2);
    addSlice(folder, 'd', 0);
    expect((await open(folder, 'd')).path).toBe(path.join(folder, 'a'));
    expect(await slicesWithMasks(folder, 'd')).toEqual([3]);
    // The series opens as a whole for its masks’ sake.
    expect((await open(folder, 'a', { series: 'single' })).info.slices).toBe(4);
  });

  it('are refused when a slice with masks is gone, not when another is', async () => {
    const folder = seriesFolder({ a: 0, b: 1, c: 2, d: 3 });
    await drawOn(folder, 'a', 3);
    rmSync(path.join(folder, 'b'));
    expect(await slicesWithMasks(folder, 'a')).toEqual([2]);
    rmSync(path.join(folder, 'd'));
    await expect(slicesWithMasks(folder, 'a')).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringMatching(/slice 4, which has masks, is missing/) as string,
    });
  });

  describe('of several times', () => {
    const times = (count: number): string => {
      const folder = seriesFolder({});
      for (let time = 0; time < count; time++) addTime(folder, time);
      return folder;
    };
    const addTime = (folder: string, time: number): void => {
      for (const k of [0, 1, 2]) {
        const more = [['0020,0100', 'IS', String(time + 1)]] as const;
        addSlice(folder, `${time}${k}`, k, { value: 10 * k + time, instance: 10 * time + k + 1, more });
      }
    };
    const placesIn = async (folder: string, name: string) => {
      const image = await open(folder, name);
      const { content } = await loadMasks(imageOfMasks(image));
      image.dispose();
      return (content?.objects ?? []).map(({ slice, volume }) => [volume, slice]);
    };
    const draw = async (folder: string, ...places: { slice: number; volume?: number }[]): Promise<void> => {
      const image = await open(folder, '00');
      const { content, version } = await loadMasks(imageOfMasks(image));
      const made = places.map((place, i) =>
        rectObject(image.info, { x0: 0, y0: 0, x1: 1, y1: 2 }, { id: `new ${i}`, ...place }),
      );
      const objects = [...(content?.objects ?? []), ...made];
      await saveMasks(imageOfMasks(image), { labels: [liver], objects }, { writer: 'human', expected: version });
      image.dispose();
    };

    it('lie in the volume that they were drawn in', async () => {
      const folder = times(2);
      const image = await open(folder, '11');
      expect(image).toMatchObject({ slice: 1, volume: 1, info: { slices: 3, volumes: 2 } });
      expect((await image.readSlice(2, 1)).data[0]).toBe(21);
      await expect(image.readSlice(0, 2)).rejects.toThrow('Volume 2 is outside 0 to 1.');
      await draw(folder, { slice: 2 }, { slice: 1, volume: 1 });
      expect(await placesIn(folder, '00')).toEqual([
        [undefined, 2],
        [1, 1],
      ]);
    });

    it('stay with their files when a time comes before', async () => {
      const folder = times(0);
      for (const time of [1, 2]) addTime(folder, time);
      const image = await open(folder, '10');
      const object = rectObject(image.info, { x0: 0, y0: 0, x1: 1, y1: 2 }, { slice: 1, volume: 1 });
      await saveMasks(imageOfMasks(image), { labels: [liver], objects: [object] }, { writer: 'human' });
      addTime(folder, 0);
      expect(await placesIn(folder, '00')).toEqual([[2, 1]]);
    });

    it('that were made of one time alone are those of its volume, and of several keep them apart', async () => {
      const folder = times(3);
      await drawOnTime(folder, 1);
      expect(await placesIn(folder, '00')).toEqual([[1, 2]]);
      await drawOnTime(folder, 2);
      const apart = await open(folder, '00');
      expect(apart.info.slices).toBe(3);
      expect(apart.info.remarks?.map(english)).toEqual([expect.stringContaining('This is volume 1 of 3.')]);
      expect(apart.info).not.toHaveProperty('volumes');
      expect(await placesIn(folder, '20')).toEqual([[undefined, 2]]);
    });

    /** Masks as they are made where the folder holds the files of one time. */
    async function drawOnTime(folder: string, time: number): Promise<void> {
      const other = times(0);
      addTime(other, time);
      await drawOn(other, `${time}0`, 2);
      for (const ending of ['mask.nii.gz', 'masks.json']) {
        copyFileSync(path.join(other, `${time}0.${ending}`), path.join(folder, `${time}0.${ending}`));
      }
    }
  });

  it('do not hide masks of a single file, which opens alone', async () => {
    const folder = seriesFolder({ a: 0, b: 1, c: 2 });
    for (const name of ['a', 'c']) await drawOn(folder, name, 0, { series: 'single' });
    expect(await slicesWithMasks(folder, 'c')).toEqual([0]);
    const [alone, series] = await Promise.all([open(folder, 'c'), open(folder, 'b')]);
    expect(alone.info.slices).toBe(1);
    expect(alone.info.remarks?.map(english)).toEqual([
      'This file has masks of its own, so it opens without the 2 other files of its series.',
    ]);
    expect(series.path).toBe(path.join(folder, 'b'));
    expect(series.info.slices).toBe(3);
    expect(series.info.remarks?.map(english)).toEqual([
      '2 slices have masks of their own, which appear when their files are opened separately: a, c.',
    ]);
    await drawOn(folder, 'b', 2);
    expect(await slicesWithMasks(folder, 'b')).toEqual([2]);
  });

  it('leave every file alone when each has masks of its own', async () => {
    const folder = seriesFolder({ a: 0, b: 1 });
    for (const name of ['a', 'b']) await drawOn(folder, name, 0, { series: 'single' });
    expect((await open(folder, 'a')).info.slices).toBe(1);
  });
});
