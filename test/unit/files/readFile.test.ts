import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeEach, expect, it } from 'vitest';
import { UserError } from '../../../src/core/base/error';
import { readFile } from '../../../src/node/files/readFile';
import { openImage } from '../../../src/node/image/openImage';
import { endProcessWide } from '../../../src/node/processWide';
import { inspectMasks } from '../../../src/node/masks/maskStore';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'read-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});
afterAll(endProcessWide);

const plants: Record<string, (file: string) => void> = {
  'a pipe': (file) => {
    execFileSync('/usr/bin/mkfifo', [file]);
  },
  'a link to a device': (file) => {
    symlinkSync('/dev/zero', file);
  },
};

it('reads a file, through a link too', async () => {
  writeFileSync(path.join(folder, 'a'), 'content');
  symlinkSync(path.join(folder, 'a'), path.join(folder, 'b'));
  expect(await readFile(path.join(folder, 'b'), 'utf8')).toBe('content');
});

it.runIf(process.platform !== 'win32').each(Object.keys(plants))('never waits for %s', async (kind) => {
  const plant = plants[kind]!;
  plant(path.join(folder, 'a.png'));
  await expect(readFile(path.join(folder, 'a.png'))).rejects.toMatchObject({ code: 'EINVAL' });
  for (const image of ['a.png', 'b.dcm', 'c.nii.gz']) {
    if (image !== 'a.png') plant(path.join(folder, image));
    await expect(openImage(path.join(folder, image))).rejects.toBeInstanceOf(UserError);
  }
  for (const name of ['d.png.masks.json', 'e.png.mask.png']) {
    plant(path.join(folder, name));
    const image = path.join(folder, name.slice(0, 'd.png'.length));
    await expect(inspectMasks(image)).rejects.toMatchObject({ code: 'unreadable' });
  }
});
