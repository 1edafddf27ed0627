import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { removeLeftovers } from '../../../src/node/masks/leftovers';

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'leftovers-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const yesterday = new Date(Date.now() - 86_400_000);

function place(name: string, time = yesterday): string {
  writeFileSync(path.join(folder, name), 'half of');
  utimesSync(path.join(folder, name), time, time);
  return name;
}

it('removes what a killed process has left of masks, and nothing else', async () => {
  place('.a.dcm.masks.json.0123456789ab.tmp');
  place('.a.nii.gz.mask.nii.gz.0123456789ab.tmp');
  place('.b.png.mask.png.ffffffffffff.tmp');
  const kept = [
    place('.b.png.mask.png.eeeeeeeeeeee.tmp', new Date()),
    place('.notes.txt.0123456789ab.tmp'),
    place('.a.dcm.masks.json.tmp'),
    place('a.dcm.masks.json'),
    place('a.dcm.masks.json.0123456789ab.tmp'),
  ];
  await removeLeftovers(folder);
  expect(readdirSync(folder).sort()).toEqual(kept.sort());
});

it.each(['', 'images'])('removes it from the folder of the masks of images in “%s”, too', async (images) => {
  mkdirSync(path.join(folder, 'masks'));
  mkdirSync(path.join(folder, images), { recursive: true });
  place('masks/.a__liver_0.png.0123456789ab.tmp');
  const kept = [
    place('masks/.a__liver_0.png.eeeeeeeeeeee.tmp', new Date()),
    place('masks/.other.png.0123456789ab.tmp'),
    place('masks/a__liver_0.png'),
  ];
  await removeLeftovers(path.join(folder, images));
  expect(
    readdirSync(path.join(folder, 'masks'))
      .map((name) => `masks/${name}`)
      .sort(),
  ).toEqual(kept.sort());
});

it('passes over a folder that is not there', async () => {
  await expect(removeLeftovers(path.join(folder, 'none'))).resolves.toBeUndefined();
});
