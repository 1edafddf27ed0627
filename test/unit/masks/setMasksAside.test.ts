import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { setMasksAside } from '../../../src/node/masks/setMasksAside';

let folder = '';
const at = (name: string): string => path.join(folder, name);

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'aside-'));
});
afterEach(() => rm(folder, { recursive: true }));

it('keeps mask files under other names, and a damaged sidecar, too', async () => {
  for (const name of ['a.png', 'a.png.mask.png', 'a.png.mask.png.old', 'a.png.masks.json'])
    await writeFile(at(name), name);
  expect(await setMasksAside(at('a.png'))).toEqual([at('a.png.mask.png.old2'), at('a.png.masks.json.old')]);
  expect((await readdir(folder)).sort()).toEqual([
    'a.png',
    'a.png.mask.png.old',
    'a.png.mask.png.old2',
    'a.png.masks.json.old',
  ]);
});

it.each([
  ['', ''],
  [', written by PowerShell', '\uFEFF'],
])('never touches a sidecar of a newer version%s', async (_, mark) => {
  const newer = mark + JSON.stringify({ format: 'sam-unet-masks', version: 1000 });
  await writeFile(at('a.png.masks.json'), newer);
  await writeFile(at('a.png.mask.png'), 'theirs');
  await expect(setMasksAside(at('a.png'))).rejects.toThrow(/newer version/);
  expect((await readdir(folder)).sort()).toEqual(['a.png.mask.png', 'a.png.masks.json']);
});
