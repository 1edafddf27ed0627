import { mkdir, mkdtemp, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeEach, expect, it } from 'vitest';
import { endProcessWide } from '../../../src/node/processWide';
import { followFolder } from '../../../src/node/masks/followFolder';
import { followImages } from '../../../src/node/masks/followImages';
import { disk, systemDisk, type Disk } from '../../../src/node/files/disk';
import { maskFilesOf } from '../../../src/node/masks/maskFiles';
import { masksAt } from '../../../src/node/masks/masksAt';
import { inspectMasks, loadMasks, maskState, saveMasks } from '../../../src/node/masks/maskStore';
import { copyMasks, moveMasks } from '../../../src/node/masks/moveMasks';
import { setMasksAside } from '../../../src/node/masks/setMasksAside';
import { sourceOfCopy } from '../../../src/node/masks/sourceOfCopy';
import { FoldingDisk } from '../../support/durability/foldingDisk';
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
afterAll(endProcessWide);

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

it('finds the original of a copied file by name and content', async () => {
  for (const name of ['a copy.png', 'b.png']) await writeFile(at(name), 'image');
  const find = (name: string) => sourceOfCopy({ file: at(name), name, size: 5 }, [at('a.png')]);
  expect(await find('a copy.png')).toBe(at('a.png'));
  expect(await find('b.png')).toBeUndefined();
  await writeFile(at('a copy.png'), 'other');
  expect(await find('a copy.png')).toBeUndefined();
});

it.each(['beside', 'objects'] as const)(
  'finishes an interrupted save before it moves its masks (%s)',
  async (layout) => {
    await save(layout);
    const old = await readFile(at('a.png.masks.json'));
    const stale = Object.fromEntries(
      await Promise.all(
        (await files()).filter((name) => name.includes('mask')).map(async (name) => [name, await readFile(at(name))]),
      ),
    ) as Record<string, Buffer>;
    const { version } = await loadMasks({ path: at('a.png'), ...size, slices: 1 });
    const moved = { ...object, mask: rectObject(size, { x0: 2, y0: 2, x1: 7, y1: 7 }).mask };
    const content2 = { labels: [liver], objects: [moved] };
    await saveMasks({ path: at('a.png'), ...size, slices: 1 }, content2, { writer: 'human', expected: version });
    // The save ended after its sidecar: the mask files are those of before.
    for (const [name, bytes] of Object.entries(stale)) if (!name.endsWith('.json')) await writeFile(at(name), bytes);
    expect(old.equals(await readFile(at('a.png.masks.json')))).toBe(false);
    await moveMasks(at('a.png'), at('b.png'));
    await rename(at('a.png'), at('b.png'));
    expect((await inspectMasks(at('b.png'))).state).toBe('human');
    const { version: there } = await loadMasks({ path: at('b.png'), ...size, slices: 1 });
    await saveMasks({ path: at('b.png'), ...size, slices: 1 }, content2, { writer: 'human', expected: there });
    expect((await inspectMasks(at('b.png'))).faults).toEqual([]);
  },
);

it('moves masks to another drive', async () => {
  await save('objects');
  const crossing: Disk = {
    ...systemDisk,
    rename: (from, to) =>
      path.dirname(from) === path.dirname(to)
        ? systemDisk.rename(from, to)
        : Promise.reject(Object.assign(new Error('EXDEV: cross-device link not permitted'), { code: 'EXDEV' })),
  };
  const restore = disk.replace(crossing);
  try {
    await moveMasks(at('a.png'), at('sub', 'a.png'));
  } finally {
    restore();
  }
  await rename(at('a.png'), at('sub', 'a.png'));
  expect(await inspectMasks(at('sub', 'a.png'))).toMatchObject({ state: 'human', faults: [] });
  expect((await files()).every((name) => name.startsWith('sub'))).toBe(true);
});

it.each(['beside', 'objects'] as const)(
  'gives masks the new spelling of a name where case makes no difference (%s)',
  async (layout) => {
    await save(layout);
    const restore = disk.replace(new FoldingDisk(systemDisk));
    try {
      for (const [from, to] of [
        ['a.png', 'A.PNG'],
        ['A.PNG', 'a.png'],
      ] as const) {
        // Before and after, as VS Code tells of a renaming.
        await moveMasks(at(from), at(to));
        await rename(at(from), at(to));
        await moveMasks(at(from), at(to));
        expect(await inspectMasks(at(to))).toMatchObject({ state: 'human', faults: [] });
        expect(await readdir(folder)).toContain(`${to}.masks.json`);
      }
    } finally {
      restore();
    }
  },
);

it.each(['../masks/theirs.png', 'masks/theirs.png'])(
  'leaves alone a file that a planted sidecar names elsewhere: %s',
  async (name) => {
    await save('objects');
    const outside = await mkdtemp(path.join(tmpdir(), 'outside-'));
    try {
      const data = at('data');
      await mkdir(path.join(outside, 'masks'), { recursive: true });
      await mkdir(data);
      await mkdir(at('masks'), { recursive: true });
      await writeFile(path.join(outside, 'theirs.png'), 'theirs');
      await writeFile(at('masks', 'theirs.png'), 'theirs');
      if (name.startsWith('masks')) await symlink(outside, path.join(data, 'masks'));
      await writeFile(path.join(data, 'a.png'), 'image');
      const sidecar = JSON.parse(await readFile(at('a.png.masks.json'), 'utf8')) as object;
      const planted = { ...sidecar, masks: [name, name], maskHashes: {} };
      await writeFile(path.join(data, 'a.png.masks.json'), JSON.stringify(planted));
      expect(await masksAt(path.join(data, 'a.png'))).toEqual([path.join(data, 'a.png.masks.json')]);
      await moveMasks(path.join(data, 'a.png'), path.join(data, 'b.png')).catch(() => undefined);
      await setMasksAside(path.join(data, 'b.png'));
      await setMasksAside(path.join(data, 'a.png'));
      expect(await readFile(path.join(outside, 'theirs.png'), 'utf8')).toBe('theirs');
      expect(await readFile(at('masks', 'theirs.png'), 'utf8')).toBe('theirs');
    } finally {
      await rm(outside, { recursive: true });
    }
  },
);

it.each([
  ['images', 'scans'],
  ['scans', 'images'],
  ['images', path.join('sub', 'images')],
])('takes single masks along when the folder %s becomes %s, and back', async (from, to) => {
  await mkdir(at(from));
  await mkdir(at('sub'));
  const image = { path: at(from, 'a.png'), ...size, slices: 1 };
  await writeFile(image.path, 'image');
  await saveMasks(image, content, { writer: 'human', layout: 'objects' });
  const before = await files();
  for (const [old, now] of [
    [from, to],
    [to, from],
  ] as const) {
    await rename(at(old), at(now));
    await followFolder(at(old), at(now));
    const { state, faults, sidecar } = await inspectMasks(at(now, 'a.png'));
    expect({ state, faults }).toEqual({ state: 'human', faults: [] });
    expect(maskFilesOf(at(now, 'a.png'), sidecar!)).toHaveLength(2);
    expect((await files()).length).toBe(before.length);
  }
  expect(await files()).toEqual(before);
});
