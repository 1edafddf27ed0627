import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { processes } from '../../../src/node/files/processes';
import { ownTemporaryPath } from '../../../src/node/files/temporaries';
import { removeLeftovers } from '../../../src/node/masks/leftovers';

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'leftovers-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

function place(name: string, content = 'half of'): string {
  writeFileSync(path.join(folder, name), content);
  return name;
}

/** The lock of an image, as a process leaves it. */
async function lock(image: string, pid: number): Promise<string> {
  const self = await processes().self();
  return place(`.${image}.mask.lock`, JSON.stringify({ token: 'ab', ...self, pid }));
}
/** Above the greatest that Linux gives. */
const dead = 4_194_305;

it('removes at once the files of masks that a dead process has left, and nothing else', async () => {
  place('.a.dcm.masks.json.0123456789ab.tmp');
  place('.a.nii.gz.mask.nii.gz.0123456789ab.tmp');
  await lock('b.png', dead);
  place('.b.png.mask.png.ffffffffffff.tmp');
  const self = await processes().self();
  const whole = await ownTemporaryPath('label.json');
  place(path.basename(whole).replace(process.pid.toString(16).padStart(6, '0'), dead.toString(16)), '');
  place('..b.png.mask.lock.0123456789ab.tmp', JSON.stringify({ token: 'ab', ...self, pid: dead }));
  const kept = [
    await lock('c.png', process.pid),
    place(path.basename(whole)),
    place('.c.png.mask.png.eeeeeeeeeeee.tmp'),
    place('.notes.txt.0123456789ab.tmp'),
    place('.notes.lock'),
    place('.a.dcm.masks.json.tmp'),
    place('a.dcm.masks.json'),
    place('a.dcm.masks.json.0123456789ab.tmp'),
  ];
  await removeLeftovers(folder);
  expect(readdirSync(folder).sort()).toEqual(kept.sort());
});

it('leaves what a living process is writing for an image whose name begins with that of another', async () => {
  mkdirSync(path.join(folder, 'masks'));
  for (const name of ['a.png', 'a__b.png']) place(name, 'an image');
  await lock('a__b.png', process.pid);
  place('masks/.a__b__liver_0.png.0123456789ab.tmp');
  await removeLeftovers(folder);
  expect(readdirSync(path.join(folder, 'masks'))).toEqual(['.a__b__liver_0.png.0123456789ab.tmp']);
});

it.each(['', 'images'])('removes it from the folder of the masks of images in “%s”, too', async (images) => {
  mkdirSync(path.join(folder, 'masks'));
  mkdirSync(path.join(folder, images), { recursive: true });
  writeFileSync(path.join(folder, images, 'a.png'), 'an image');
  place('masks/.a__liver_0.png.0123456789ab.tmp');
  const old = place('masks/.gone__liver_0.png.0123456789ab.tmp');
  utimesSync(path.join(folder, old), 0, 0);
  const kept = [
    place('masks/.gone__liver_0.png.eeeeeeeeeeee.tmp'),
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

it('ignores a folder that does not exist', async () => {
  await expect(removeLeftovers(path.join(folder, 'none'))).resolves.toBeUndefined();
});
