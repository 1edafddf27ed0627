import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { checkTarget } from '../../../src/node/masks/checkTarget';
import { saveMasks } from '../../../src/node/masks/maskStore';
import { liver, rectObject } from '../../support/sidecars';

const size = { width: 12, height: 9 };
let folder = '';
const at = (...parts: string[]): string => path.join(folder, ...parts);

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'target-'));
  mkdirSync(at('masks'));
  for (const name of ['a.png', 'b.png', 'notes.txt', 'masks/b__liver_0.png']) writeFileSync(at(name), '');
  writeFileSync(at('IM0001'), Buffer.concat([Buffer.alloc(128), Buffer.from('DICM'), Buffer.alloc(1000)]));
  const content = { labels: [liver], objects: [rectObject(size, { x0: 1, y0: 1, x1: 5, y1: 5 })] };
  await saveMasks({ path: at('b.png'), ...size, slices: 1 }, content, { writer: 'human' });
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const check = (name: string, force = false): Promise<void> => checkTarget(at(name), { image: at('a.png'), force });

it.each([
  ['another image', 'b.png'],
  ['an image without an ending', 'IM0001'],
  ['the mask of an image', 'b.png.mask.png'],
  ['the mask of an image in its other format, which is not there yet', 'b.png.mask.nii.gz'],
  ['a sidecar', 'b.png.masks.json'],
  ['the mask of an object', 'masks/b__liver_0.png'],
])('keeps %s, unless it is forced', async (_, name) => {
  await expect(check(name)).rejects.toMatchObject({ code: 'conflict' });
  await expect(check(name)).rejects.toThrow(/--force/);
  await check(name, true);
});

it('allows new files, and files that are no masks or images', async () => {
  for (const name of ['new.png', 'notes.txt', 'a.png.mask.png', 'masks/new.png', '.']) await check(name);
});

it('never allows the image itself, not even through a link', async () => {
  symlinkSync(at('a.png'), at('alias.png'));
  for (const name of ['a.png', 'alias.png']) {
    await expect(check(name, true)).rejects.toMatchObject({ code: 'bad-input' });
  }
});
