import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import {
  inspectMasks,
  loadMasks,
  redrawMaskFiles,
  removeMasks,
  restoreMasks,
  saveMasks,
} from '../../../src/node/masks/maskStore';
import { stagedPath } from '../../../src/node/masks/masksBeside';
import { liver, rectObject } from '../../support/sidecars';

const size = { width: 8, height: 8 };
const object = rectObject(size, { x0: 1, y0: 1, x1: 5, y1: 5 }, { origin: 'human' });
const content = { labels: [liver], objects: [object] };

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'names-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

const save = async (name: string, layout: 'beside' | 'objects' = 'beside') => {
  const image = { path: path.join(folder, name), ...size, slices: 1 };
  const { version } = await loadMasks(image);
  return saveMasks(image, content, { writer: 'human', expected: version, layout });
};

it('a link planted under the temporary name of a mask file is not written through', async () => {
  writeFileSync(path.join(folder, 'a.png'), 'image');
  await save('a.png');
  const mask = path.join(folder, 'a.png.mask.png');
  const bytes = readFileSync(mask);
  for (const name of ['a.png.mask.png', 'a.png.masks.json']) rmSync(path.join(folder, name));
  const outside = mkdtempSync(path.join(tmpdir(), 'outside-'));
  try {
    const theirs = path.join(outside, 'theirs');
    writeFileSync(theirs, 'theirs');
    // A model's mask of a known image is the same everywhere, and so is its name.
    symlinkSync(theirs, stagedPath(mask, createHash('sha256').update(bytes).digest('hex')));
    await save('a.png');
    expect(readFileSync(theirs, 'utf8')).toBe('theirs');
    expect(readFileSync(mask).equals(bytes)).toBe(true);
    expect(readdirSync(folder).sort()).toEqual(['a.png', 'a.png.mask.png', 'a.png.masks.json']);
  } finally {
    rmSync(outside, { recursive: true });
  }
});

it('a folder of masks that became a link is not written through', async () => {
  const name = 'a.png';
  const image = { path: path.join(folder, name), ...size, slices: 1 };
  writeFileSync(image.path, 'image');
  await save(name, 'objects');
  const { text, version } = await inspectMasks(image.path);
  const outside = mkdtempSync(path.join(tmpdir(), 'outside-'));
  try {
    rmSync(path.join(folder, 'masks'), { recursive: true });
    symlinkSync(outside, path.join(folder, 'masks'));
    await expect(redrawMaskFiles(image, true)).rejects.toMatchObject({ code: 'unwritable' });
    await expect(restoreMasks(image, text!, version)).rejects.toMatchObject({ code: 'unwritable' });
    await expect(save(name, 'objects')).rejects.toMatchObject({ code: 'bad-input' });
    await removeMasks(image.path, version);
    expect(readdirSync(outside)).toEqual([]);
  } finally {
    rmSync(outside, { recursive: true });
  }
});

it.runIf(process.platform !== 'win32')('an image with “\\” in its name is refused for what it is', async () => {
  writeFileSync(path.join(folder, 'a\\b.png'), 'image');
  for (const layout of ['beside', 'objects'] as const) {
    await expect(save('a\\b.png', layout)).rejects.toMatchObject({ code: 'bad-input' });
    await expect(save('a\\b.png', layout)).rejects.toThrow(/its name contains “\\”.*Rename the image/s);
  }
  expect(readdirSync(folder)).toEqual(['a\\b.png']);
});

// The sidecar adds 11 bytes: 244 is the longest name of an image that it fits beside.
it.each([200, 230, 240, 244])('an image with a name of %i bytes gets its masks', async (length) => {
  for (const letter of ['x', 'é']) {
    const stem = letter.repeat(Math.floor((length - 4) / Buffer.byteLength(letter)));
    const name = `${stem}${'x'.repeat(length - 4 - Buffer.byteLength(stem))}.png`;
    expect(Buffer.byteLength(name)).toBe(length);
    writeFileSync(path.join(folder, name), 'image');
    await save(name);
    await save(name);
    expect(await inspectMasks(path.join(folder, name))).toMatchObject({ state: 'human', faults: [] });
  }
  expect(readdirSync(folder).filter((name) => name.startsWith('.'))).toEqual([]);
});

it.each(['x', 'é', '😀'])('labels of any length have a file of their own each: 300 × %s', async (letter) => {
  const path244 = path.join(folder, `${'n'.repeat(240)}.png`);
  for (const image of [path.join(folder, 'a.png'), path244]) {
    writeFileSync(image, 'image');
    const labels = ['1', '2'].map((end, i) => ({ ...liver, name: letter.repeat(300) + end, value: i + 1 }));
    const objects = labels.map(({ name }, i) => ({ ...object, id: String(i), label: name }));
    await saveMasks({ path: image, ...size, slices: 1 }, { labels, objects }, { writer: 'human', layout: 'objects' });
    expect(await inspectMasks(image)).toMatchObject({ state: 'human', faults: [] });
  }
  expect(readdirSync(path.join(folder, 'masks'))).toHaveLength(4);
});

it('an image whose sidecar would have too long a name is refused, and nothing is left behind', async () => {
  const name = `${'x'.repeat(245)}.png`;
  writeFileSync(path.join(folder, name), 'image');
  await expect(save(name)).rejects.toMatchObject({ code: 'unwritable' });
  expect(readdirSync(folder)).toEqual([name]);
});
