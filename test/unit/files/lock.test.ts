import { mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { takeLock } from '../../../src/node/files/lock';
import { withImageLock } from '../../../src/node/masks/imageLock';

const theirs = JSON.stringify({ token: 'a'.repeat(32), pid: 1, place: 'elsewhere', started: '1', host: 'theirs' });
const minutes = (count: number): Date => new Date(Date.now() + count * 60_000);

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'lock-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

it.each([
  ['now', 0, false],
  ['half a minute ago', -0.5, false],
  ['minutes ago', -2, true],
  ['at a time to come, as in a folder that was unpacked', 60 * 24 * 365, true],
])('a lock of another machine whose last heartbeat was %s', async (_, beat, isTaken) => {
  const file = path.join(folder, '.a.png.mask.lock');
  writeFileSync(file, theirs);
  utimesSync(file, minutes(beat), minutes(beat));
  const lock = await takeLock(file, 0);
  expect(lock !== undefined).toBe(isTaken);
  await lock?.release();
});

it('a folder in place of a lock is named, without an error of the system', async () => {
  const image = path.join(folder, 'a.png');
  mkdirSync(path.join(folder, '.a.png.mask.lock'));
  await expect(withImageLock(image, () => Promise.resolve())).rejects.toMatchObject({
    code: 'unwritable',
    details: { file: `${image}.masks.json` },
  });
});

it('a link to nothing in place of a lock keeps nobody waiting for ever', async () => {
  const file = path.join(folder, '.a.png.mask.lock');
  symlinkSync(path.join(folder, 'nothing'), file);
  expect(await takeLock(file, 0)).toBeUndefined();
});
