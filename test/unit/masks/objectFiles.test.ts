import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readLabelPng, writeBinaryPng } from '../../../src/core/formats/png/labelMap';
import { decodeRunLength } from '../../../src/core/mask/runLength';
import { parseSidecar, type SidecarObject } from '../../../src/core/sidecar/sidecar';
import {
  inspectMasks,
  loadMasks,
  removeMasks,
  saveMasks,
  type SaveOptions,
  type StoredMasks,
} from '../../../src/node/masks/maskStore';
import { lesion, liver, rectMask, rectObject } from '../../support/sidecars';

const size = { width: 12, height: 9 };
const labels = [liver, lesion];
const left = rectObject(size, { x0: 1, y0: 1, x1: 6, y1: 6 }, { id: '1', run: 'r1' });
/** Overlaps the other. */
const middle = rectObject(size, { x0: 3, y0: 2, x1: 8, y1: 7 }, { id: '2', run: 'r1' });
const spot = rectObject(size, { x0: 4, y0: 4, x1: 5, y1: 5 }, { id: '3', label: 'lesion' });
let folder = '';

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'objects-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const at = (...parts: string[]): string => path.join(folder, ...parts);
const image = (slices = 1, name = 'a.png') => ({ ...size, slices, path: at(name) });
const files = (): string[] => readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();

function save(
  objects: readonly SidecarObject[],
  fields: Partial<SaveOptions> = {},
  of = image(),
): Promise<StoredMasks> {
  return saveMasks(of, { labels, objects }, { writer: 'human', layout: 'objects', ...fields });
}

it('gives each object a file of its own, so that none covers another', async () => {
  await save([left, middle, spot, rectObject(size, { x0: 0, y0: 0, x1: 1, y1: 1 }, { id: '4', status: 'rejected' })]);
  const names = ['a__lesion_0.png', 'a__liver_0.png', 'a__liver_1.png'];
  expect(files()).toEqual(['a.png.masks.json', 'masks', ...names.map((name) => path.join('masks', name))]);
  for (const [i, name] of ['a__liver_0.png', 'a__liver_1.png', 'a__lesion_0.png'].entries()) {
    const { data } = readLabelPng(readFileSync(at('masks', name)));
    expect([...data]).toEqual([...decodeRunLength([left, middle, spot][i]!.mask).data].map((value) => value * 255));
  }
  expect((await loadMasks(image())).content?.objects.slice(0, 3)).toEqual([left, middle, spot]);
  expect(await inspectMasks(image().path)).toMatchObject({ state: 'human', faults: [] });
});

it('names files by slices in volumes, and beside a folder of images', async () => {
  mkdirSync(at('images'));
  const volume = image(3, path.join('images', 'v.nii.gz'));
  await save([{ ...left, slice: 2 }], {}, volume);
  expect(readdirSync(at('masks'))).toEqual(['v__z0002__liver_0.png']);
  expect(await inspectMasks(volume.path)).toMatchObject({ state: 'machine', faults: [] });
});

it('gives labels that differ only in case files with different names on every system', async () => {
  const upper = { ...spot, label: 'Liver' };
  const names = [liver, { ...lesion, name: 'Liver' }];
  await saveMasks(image(), { labels: names, objects: [left, upper] }, { writer: 'human', layout: 'objects' });
  expect(readdirSync(at('masks')).sort()).toEqual(['a__Liver_1.png', 'a__liver_0.png']);
});

it('keeps images of one name apart', async () => {
  for (const name of ['a.png', 'a.dcm']) writeFileSync(at(name), '');
  await save([left]);
  await save([middle], {}, image(1, 'a.dcm'));
  expect(readdirSync(at('masks'))).toEqual(['a.dcm__liver_0.png', 'a.png__liver_0.png']);
});

it('leaves what others have written, and cleans up what it has written itself', async () => {
  mkdirSync(at('masks'));
  const foreign = writeBinaryPng(rectMask(size, { x0: 1, y0: 1, x1: 6, y1: 6 }));
  writeFileSync(at('masks', 'a__liver_0.png'), foreign);
  const { version } = await save([left, middle]);
  expect(readdirSync(at('masks'))).toEqual(['a__liver_0.png', 'a__liver_1.png', 'a__liver_2.png']);
  const fewer = await save([middle], { expected: version });
  expect(readdirSync(at('masks'))).toEqual(['a__liver_0.png', 'a__liver_1.png']);
  await removeMasks(image().path, fewer.version);
  expect(files()).toEqual(['masks', path.join('masks', 'a__liver_0.png')]);
  expect(readFileSync(at('masks', 'a__liver_0.png')).equals(foreign)).toBe(true);
});

it('changes the layout with a save, and otherwise keeps the existing one', async () => {
  const beside = await saveMasks(image(), { labels, objects: [left] }, { writer: 'human' });
  expect(files()).toEqual(['a.png.mask.png', 'a.png.masks.json']);
  const objects = await save([left, middle], { expected: beside.version });
  expect(existsSync(at('a.png.mask.png'))).toBe(false);
  const content = { labels, objects: [middle] };
  const kept = await saveMasks(image(), content, { writer: 'human', expected: objects.version });
  expect(files()).toEqual(['a.png.masks.json', 'masks', path.join('masks', 'a__liver_0.png')]);
  await save([middle], { expected: kept.version, layout: 'beside' });
  expect(files()).toEqual(['a.png.mask.png', 'a.png.masks.json']);
});

it('notices that a file was changed or removed', async () => {
  const { version } = await save([left, middle]);
  rmSync(at('masks', 'a__liver_1.png'));
  expect(await inspectMasks(image().path)).toMatchObject({
    state: 'machine',
    faults: [{ file: at('masks', 'a__liver_1.png'), kind: 'missing' }],
  });
  writeFileSync(at('masks', 'a__liver_1.png'), readFileSync(at('masks', 'a__liver_0.png')));
  expect((await inspectMasks(image().path)).state).toBe('foreign');
  await expect(save([left], { expected: version })).rejects.toMatchObject({ code: 'conflict' });
  const now = await inspectMasks(image().path);
  await expect(save([left], { expected: now.version })).rejects.toMatchObject({ code: 'conflict' });
  expect(readdirSync(at('masks'))).toHaveLength(2);
});

it('leaves no file of an object without a mask', async () => {
  const { version } = await save([left]);
  await save([], { expected: version });
  expect(files()).toEqual(['a.png.masks.json']);
});

it.each(['../../masks/a.png', '/masks/a.png', 'masks/../a.png', 'other/a.png', 'masks/a.txt'])(
  'takes no file from elsewhere: %s',
  async (name) => {
    await save([left]);
    const text = readFileSync(at('a.png.masks.json'), 'utf8').replace('masks/a__liver_0.png', name);
    expect(() => parseSidecar(text, 'a')).toThrow('masks');
  },
);

it('refuses a list of files that does not fit the objects', async () => {
  await save([left, middle]);
  const text = readFileSync(at('a.png.masks.json'), 'utf8').replace(',"masks/a__liver_1.png"', '');
  expect(() => parseSidecar(text, 'a')).toThrow('1 mask files for 2 objects');
});
