import { mkdir, mkdtemp, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeEach, expect, it } from 'vitest';
import { closeDecoders } from '../../../src/node/image/openImage';
import { followImages } from '../../../src/node/masks/followImages';
import { maskState, saveMasks } from '../../../src/node/masks/maskStore';
import { copyMasks, moveMasks } from '../../../src/node/masks/moveMasks';
import { sourceOfCopy } from '../../../src/node/masks/sourceOfCopy';
import { liver, rectObject } from '../../support/sidecars';

const size = { width: 8, height: 8 };
const object = rectObject(size, { x0: 1, y0: 1, x1: 5, y1: 5 }, { origin: 'human' });
const content = { labels: [liver], objects: [object, { ...object, id: '2' }] };

let folder = '';
const at = (...names: string[]): string => path.join(folder, ...names);
const files = async (): Promise<string[]> =>
  (await readdir(folder, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .sort();

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'follow-'));
  await writeFile(at('a.png'), 'image');
});
afterEach(() => rm(folder, { recursive: true }));
afterAll(closeDecoders);

const save = (layout: 'beside' | 'objects') =>
  saveMasks({ path: at('a.png'), ...size, slices: 1 }, content, { writer: 'human', layout });

it.each(['beside', 'objects'] as const)('takes masks along and back, as they were (%s)', async (layout) => {
  await save(layout);
  const before = await files();
  const sidecar = await readFile(at('a.png.masks.json'), 'utf8');
  await mkdir(at('sub'));
  const there = [{ from: at('a.png'), to: at('sub', 'b.png') }];
  await followImages(there);
  await rename(at('a.png'), at('sub', 'b.png'));
  await followImages(there);
  expect(await maskState(at('sub', 'b.png'))).toBe('human');
  expect((await files()).every((name) => name.startsWith('sub'))).toBe(true);
  await rename(at('sub', 'b.png'), at('a.png'));
  await followImages([{ from: at('sub', 'b.png'), to: at('a.png') }]);
  expect(await maskState(at('a.png'))).toBe('human');
  expect(await files()).toEqual(before);
  expect(await readFile(at('a.png.masks.json'), 'utf8')).toBe(sidecar);
});

it('copies masks; moving them onto their copy leaves one of both', async () => {
  await save('objects');
  expect(await copyMasks(at('a.png'), at('b.png'))).toBe(true);
  expect([await maskState(at('a.png')), await maskState(at('b.png'))]).toEqual(['human', 'human']);
  expect(await moveMasks(at('a.png'), at('b.png'))).toBe(true);
  expect([await maskState(at('a.png')), await maskState(at('b.png'))]).toEqual(['none', 'human']);
});

it('takes along what another program has written, and a damaged sidecar as it is', async () => {
  await writeFile(at('a.png.mask.png'), 'theirs');
  await writeFile(at('a.png.masks.json'), '{');
  expect(await moveMasks(at('a.png'), at('c.png'))).toBe(true);
  expect(await files()).toEqual(['a.png', 'c.png.mask.png', 'c.png.masks.json']);
  expect(await moveMasks(at('a.png'), at('d.png'))).toBe(false);
});

it('finds what a file is a copy of by its name and content', async () => {
  for (const name of ['a copy.png', 'b.png']) await writeFile(at(name), 'image');
  const find = (name: string) => sourceOfCopy({ file: at(name), name, size: 5 }, [at('a.png')]);
  expect(await find('a copy.png')).toBe(at('a.png'));
  expect(await find('b.png')).toBeUndefined();
  await writeFile(at('a copy.png'), 'other');
  expect(await find('a copy.png')).toBeUndefined();
});
