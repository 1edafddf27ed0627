import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { makeFolders } from '../../../src/node/files/makeFolders';

let folder = '';
const at = (...parts: string[]): string => path.join(folder, ...parts);

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'folders-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

it('makes what is missing, and leaves alone what is there', async () => {
  await makeFolders(at('a/b/c'), 0o700);
  await makeFolders(at('a/b/c'));
  expect(statSync(at('a/b/c')).isDirectory()).toBe(true);
  if (process.platform !== 'win32') expect(statSync(at('a')).mode & 0o777).toBe(0o700);
  mkdirSync(at('real'));
  symlinkSync(at('real'), at('link'));
  await makeFolders(at('link/x'));
  expect(existsSync(at('real/x'))).toBe(true);
  await Promise.all(['p/q/1', 'p/q/2', 'p/q'].map((name) => makeFolders(at(name))));
});

it('says what the system says, of a file that is in the way too', async () => {
  writeFileSync(at('file'), '');
  await expect(makeFolders(at('file'))).rejects.toMatchObject({ code: 'EEXIST' });
  await expect(makeFolders(at('file/x/y'))).rejects.toMatchObject({ code: 'ENOTDIR' });
});

// Node's own way would take a thread for good, and say of a read-only folder that there is no such file.
it.runIf(process.platform === 'linux')('ends where no folder can be made', async () => {
  await expect(makeFolders('/proc/none/x/y')).rejects.toMatchObject({ code: 'ENOENT' });
  await expect(makeFolders('/sys/none')).rejects.toMatchObject({
    code: expect.stringMatching(/^(EPERM|EROFS|EACCES)$/) as string,
  });
});

it.runIf(process.platform !== 'win32' && process.getuid?.() !== 0)(
  'distinguishes a read-only folder from a missing one',
  async () => {
    mkdirSync(at('locked'));
    chmodSync(at('locked'), 0o500);
    await expect(makeFolders(at('locked/x/y'))).rejects.toMatchObject({ code: 'EACCES' });
    chmodSync(at('locked'), 0o700);
  },
);
