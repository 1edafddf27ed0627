import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readLabelVolume, readLabelVolumes } from '../../../src/core/formats/nifti/labelVolume';
import { readLabelPng, writeLabelPng } from '../../../src/core/formats/png/labelMap';
import {
  inspectMasks,
  loadMasks,
  maskState,
  redrawMaskFiles,
  removeMasks,
  saveMasks,
} from '../../../src/node/masks/maskStore';
import { sidecarVersion } from '../../../src/core/sidecar/migrations';
import type { MaskContent } from '../../../src/core/sidecar/maskContent';
import { gunzip } from '../../../src/node/files/gzip';
import { lesion, liver, rectObject } from '../../support/sidecars';
import { english } from '../../../src/core/text/message';

const size = { width: 5, height: 4 };
let folder = '';

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'mask-store-'));
  writeFileSync(path.join(folder, 'a.dcm'), 'the image');
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const image = (slices = 1) => ({ ...size, path: path.join(folder, 'a.dcm'), slices });
const file = (name: string): string => path.join(folder, name);
const machine = (): MaskContent => ({
  labels: [liver],
  objects: [rectObject(size, { x0: 1, y0: 1, x1: 3, y1: 2 }, { run: 'r1' })],
  window: { center: 40, width: 400 },
});
const human = (): MaskContent => ({
  labels: [liver],
  objects: [rectObject(size, { x0: 0, y0: 0, x1: 5, y1: 1 }, { origin: 'human' })],
});

describe('an image that a person has accepted as empty', () => {
  const empty = { by: 'Anna', at: '2026-11-29T20:00:00.000Z' };
  const content: MaskContent = { labels: [], objects: [], empty };

  it('has a label map of background, and comes back', async () => {
    const { version } = await saveMasks(image(), content, { writer: 'human' });
    expect(await loadMasks(image())).toEqual({ content, version });
    const { data } = readLabelPng(readFileSync(file('a.dcm.mask.png')), size);
    expect(data.every((value) => value === 0)).toBe(true);
    expect(await maskState(image().path)).toBe('human');
  });

  it('has no mask file where each object has its own', async () => {
    await saveMasks(image(), content, { writer: 'human', layout: 'objects' });
    expect(readdirSync(folder).sort()).toEqual(['a.dcm', 'a.dcm.masks.json']);
  });

  it('is left alone by programs', async () => {
    const { version } = await saveMasks(image(), content, { writer: 'human' });
    for (const made of [machine(), { ...machine(), objects: [] }]) {
      await expect(saveMasks(image(), made, { writer: 'machine', expected: version })).rejects.toThrow(
        'A person made or reviewed masks of this image',
      );
    }
  });

  it('is one without masks again when the verdict is undone', async () => {
    const { version } = await saveMasks(image(), content, { writer: 'human' });
    await saveMasks(image(), { labels: [], objects: [] }, { writer: 'human', expected: version });
    expect(readdirSync(folder).sort()).toEqual(['a.dcm', 'a.dcm.masks.json']);
    expect(await maskState(image().path)).toBe('machine');
  });
});

describe('saving and loading', () => {
  it('finds nothing where there is nothing', async () => {
    expect((await loadMasks(image())).content).toBeUndefined();
    expect(await maskState(image().path)).toBe('none');
  });

  it('gives back what was saved, beside an image that stays as it was', async () => {
    const saved = await saveMasks(image(), machine(), { writer: 'machine' });
    expect(await loadMasks(image())).toEqual({ content: machine(), version: saved.version });
    expect(readdirSync(folder).sort()).toEqual(['a.dcm', 'a.dcm.mask.png', 'a.dcm.masks.json']);
    expect(readFileSync(file('a.dcm'), 'utf8')).toBe('the image');
  });

  it('draws label values, later objects over earlier ones, without the rejected', async () => {
    const content: MaskContent = {
      labels: [liver, lesion],
      objects: [
        rectObject(size, { x0: 0, y0: 0, x1: 3, y1: 1 }, { id: '1' }),
        rectObject(size, { x0: 2, y0: 0, x1: 4, y1: 1 }, { id: '2', label: 'lesion' }),
        rectObject(size, { x0: 0, y0: 3, x1: 5, y1: 4 }, { id: '3', status: 'rejected' }),
      ],
    };
    await saveMasks(image(), content, { writer: 'human' });
    const { data } = readLabelPng(readFileSync(file('a.dcm.mask.png')));
    expect([...data]).toEqual([1, 1, 300, 300, 0, ...Array<number>(15).fill(0)]);
    expect((await loadMasks(image())).content?.objects).toHaveLength(3);
  });

  it('writes a volume for an image of several slices', async () => {
    const content = { labels: [liver], objects: [rectObject(size, { x0: 0, y0: 0, x1: 1, y1: 1 }, { slice: 2 })] };
    await saveMasks(image(3), content, { writer: 'human' });
    const volume = readLabelVolume(readFileSync(file('a.dcm.mask.nii.gz')), gunzip);
    expect(volume).toMatchObject({ ...size, slices: 3 });
    expect(volume.data.indexOf(1)).toBe(40);
    expect(volume.data.filter((value) => value !== 0)).toHaveLength(1);
  });

  describe('of an image of several volumes', () => {
    const series = (slices: number) => ({ ...image(slices), volumes: 3 });
    const rect = { x0: 0, y0: 0, x1: 1, y1: 1 };
    const content = (...volumes: number[]): MaskContent => ({
      labels: [liver],
      objects: volumes.map((volume, i) =>
        rectObject(size, rect, { id: String(i), run: 'r1', slice: 0, ...(volume === 0 ? {} : { volume }) }),
      ),
    });

    it('writes one volume while all masks lie in the first, and all once one lies in another', async () => {
      const first = await saveMasks(series(2), content(0), { writer: 'human' });
      expect(readLabelVolumes(readFileSync(file('a.dcm.mask.nii.gz')), gunzip)).not.toHaveProperty('volumes');
      await saveMasks(series(2), content(0, 2), { writer: 'human', expected: first.version });
      const map = readLabelVolumes(readFileSync(file('a.dcm.mask.nii.gz')), gunzip);
      expect(map).toMatchObject({ ...size, slices: 2, volumes: 3 });
      expect([...map.data.entries()].filter(([, value]) => value > 0).map(([at]) => at)).toEqual([0, 80]);
      expect((await loadMasks(series(2))).content).toEqual(content(0, 2));
      expect(await maskState(file('a.dcm'))).toBe('machine');
    });

    it('goes from a picture to a volume and back where there is one slice', async () => {
      const flat = await saveMasks(series(1), content(0), { writer: 'human' });
      expect(existsSync(file('a.dcm.mask.png'))).toBe(true);
      const deep = await saveMasks(series(1), content(0, 1), { writer: 'human', expected: flat.version });
      expect(readdirSync(folder).sort()).toEqual(['a.dcm', 'a.dcm.mask.nii.gz', 'a.dcm.masks.json']);
      await saveMasks(series(1), content(0), { writer: 'human', expected: deep.version });
      expect(readdirSync(folder).sort()).toEqual(['a.dcm', 'a.dcm.mask.png', 'a.dcm.masks.json']);
    });

    it('names files of single objects by their volume', async () => {
      const options = { writer: 'human', layout: 'objects' } as const;
      await saveMasks(series(2), content(0, 2), options);
      const { masks } = JSON.parse(readFileSync(file('a.dcm.masks.json'), 'utf8')) as { masks: string[] };
      expect(masks).toEqual(['masks/a__z0000__liver_0.png', 'masks/a__t0002__z0000__liver_0.png']);
    });

    it('refuses masks of an image of other volumes, but not those that know of one alone', async () => {
      await saveMasks(series(2), content(0, 2), { writer: 'human' });
      await expect(loadMasks({ ...series(2), volumes: 2 })).rejects.toThrow(/5×4×2×3.*5×4×2×2/);
      await expect(loadMasks(image(2))).rejects.toThrow(/5×4×2×3.*5×4×2/);
      rmSync(file('a.dcm.masks.json'));
      rmSync(file('a.dcm.mask.nii.gz'));
      await saveMasks(image(2), content(0), { writer: 'human' });
      expect((await loadMasks(series(2))).content).toEqual(content(0));
    });
  });

  it('removes the mask file when nothing is left to draw', async () => {
    const { version } = await saveMasks(image(), human(), { writer: 'human' });
    await saveMasks(image(), { labels: [liver], objects: [] }, { writer: 'human', expected: version });
    expect(existsSync(file('a.dcm.mask.png'))).toBe(false);
    expect((await loadMasks(image())).content).toEqual({ labels: [liver], objects: [] });
  });

  it('refuses masks of an image of another size', async () => {
    await saveMasks(image(), machine(), { writer: 'machine' });
    await expect(loadMasks({ ...image(), width: 6 })).rejects.toMatchObject({ code: 'damaged' });
    await expect(loadMasks(image(2))).rejects.toThrow(/5×4×1.*5×4×2/);
  });

  it('names a damaged sidecar', async () => {
    writeFileSync(file('a.dcm.masks.json'), '{"format":');
    await expect(loadMasks(image())).rejects.toThrow(`${file('a.dcm.masks.json')}: The file is not valid JSON.`);
  });

  it('says when the folder is gone, and leaves nothing behind', async () => {
    const target = path.join(folder, 'a.dcm', 'b.dcm');
    await expect(saveMasks({ ...image(), path: target }, human(), { writer: 'human' })).rejects.toMatchObject({
      details: { file: path.join(folder, 'a.dcm', 'b.dcm.masks.json') },
    });
    expect(readdirSync(folder)).toEqual(['a.dcm']);
  });
});

describe('what is on disk already', () => {
  const conflict = { code: 'conflict' };

  it('is not overwritten when it has changed since it was read', async () => {
    const { version } = await saveMasks(image(), human(), { writer: 'human' });
    const other = await saveMasks(
      image(),
      { ...human(), labels: [liver, lesion] },
      { writer: 'human', expected: version },
    );
    await expect(saveMasks(image(), human(), { writer: 'human', expected: version })).rejects.toMatchObject(conflict);
    await expect(saveMasks(image(), human(), { writer: 'human' })).rejects.toMatchObject(conflict);
    expect((await loadMasks(image())).version).toBe(other.version);
  });

  it.each(['drawn', 'accepted', 'rejected'] as const)('a person has %s is safe from machines', async (how) => {
    const fields = how === 'drawn' ? ({ origin: 'human' } as const) : ({ status: how } as const);
    const content = { labels: [liver], objects: [rectObject(size, { x0: 0, y0: 0, x1: 2, y1: 2 }, fields)] };
    const { version } = await saveMasks(image(), content, { writer: 'human' });
    expect(await maskState(image().path)).toBe('human');
    for (const expected of [undefined, version]) {
      const options = { writer: 'machine', ...(expected === undefined ? {} : { expected }) } as const;
      await expect(saveMasks(image(), machine(), options)).rejects.toMatchObject(conflict);
    }
    expect((await loadMasks(image())).content).toEqual(content);
  });

  it('of the model may be replaced by the model', async () => {
    const { version } = await saveMasks(image(), machine(), { writer: 'machine' });
    expect(await maskState(image().path)).toBe('machine');
    const other = { ...machine(), labels: [liver, lesion] };
    await expect(saveMasks(image(), other, { writer: 'machine' })).rejects.toMatchObject(conflict);
    await saveMasks(image(), other, { writer: 'machine', expected: version });
    expect((await loadMasks(image())).content?.labels).toHaveLength(2);
  });

  it.each(['a.dcm.mask.png', 'a.dcm.mask.nii.gz'])('a mask %s without a sidecar is never touched', async (name) => {
    writeFileSync(file(name), 'drawn elsewhere');
    expect(await maskState(image().path)).toBe('foreign');
    const { version } = await loadMasks(image());
    for (const writer of ['human', 'machine'] as const) {
      await expect(saveMasks(image(), human(), { writer, expected: version })).rejects.toMatchObject(conflict);
    }
    expect(readdirSync(folder).sort()).toEqual(['a.dcm', name]);
    expect(readFileSync(file(name), 'utf8')).toBe('drawn elsewhere');
  });

  it('a mask that another program has changed is never touched', async () => {
    await saveMasks(image(), machine(), { writer: 'machine' });
    const painted = writeLabelPng(size, new Uint8Array(20).fill(1), new Map([[1, '#ffffff']]));
    writeFileSync(file('a.dcm.mask.png'), painted);
    expect(await maskState(image().path)).toBe('foreign');
    await expect(saveMasks(image(), machine(), { writer: 'machine' })).rejects.toThrow('a.dcm.mask.png: This mask was');
    expect(readFileSync(file('a.dcm.mask.png')).equals(Buffer.from(painted))).toBe(true);
  });

  it('a sidecar of a newer version is read-only, and never touched', async () => {
    const newer = JSON.stringify({ format: 'sam-unet-masks', version: sidecarVersion + 1, masks: 'in other fields' });
    writeFileSync(file('a.dcm.masks.json'), newer);
    expect(await maskState(image().path)).toBe('newer');
    const { content, version, readOnly } = await loadMasks(image());
    expect(content).toBeUndefined();
    expect(readOnly && english(readOnly)).toContain('newer version of SAM-UNet');
    for (const writer of ['human', 'machine'] as const) {
      const options = { writer, expected: version, overwrites: true };
      await expect(saveMasks(image(), human(), options)).rejects.toMatchObject({ code: 'too-new' });
    }
    await expect(removeMasks(image().path, version)).rejects.toMatchObject({ code: 'too-new' });
    await expect(redrawMaskFiles(image())).rejects.toMatchObject({ code: 'too-new' });
    expect(readdirSync(folder).sort()).toEqual(['a.dcm', 'a.dcm.masks.json']);
    expect(readFileSync(file('a.dcm.masks.json'), 'utf8')).toBe(newer);
  });

  it('a mask file that was deleted is reported, and drawn again when that is asked for', async () => {
    await saveMasks(image(), human(), { writer: 'human' });
    const before = readFileSync(file('a.dcm.mask.png'));
    rmSync(file('a.dcm.mask.png'));
    const missing = { file: file('a.dcm.mask.png'), kind: 'missing' };
    expect(await inspectMasks(image().path)).toMatchObject({ state: 'human', faults: [missing] });
    expect(existsSync(file('a.dcm.mask.png'))).toBe(false);
    expect(await redrawMaskFiles(image())).toEqual([file('a.dcm.mask.png')]);
    expect(readFileSync(file('a.dcm.mask.png')).equals(before)).toBe(true);
    const painted = writeLabelPng(size, new Uint8Array(20).fill(1), new Map([[1, '#ffffff']]));
    writeFileSync(file('a.dcm.mask.png'), painted);
    expect(await redrawMaskFiles(image())).toEqual([]);
    expect(await redrawMaskFiles(image(), true)).toEqual([file('a.dcm.mask.png')]);
    expect(readFileSync(file('a.dcm.mask.png')).equals(before)).toBe(true);
  });

  it('a sidecar that cannot be understood is never touched', async () => {
    writeFileSync(file('a.dcm.masks.json'), '{}');
    expect(await maskState(image().path)).toBe('foreign');
    await expect(saveMasks(image(), machine(), { writer: 'machine' })).rejects.toMatchObject(conflict);
    expect(readFileSync(file('a.dcm.masks.json'), 'utf8')).toBe('{}');
  });
});
