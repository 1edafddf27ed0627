import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeFileAtomically } from '../../../src/node/files/atomicWrite';

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'atomic-write-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('writeFileAtomically', () => {
  it('writes new files and replaces old ones', async () => {
    const target = path.join(folder, 'a.json');
    await writeFileAtomically(target, 'old');
    await writeFileAtomically(target, new Uint8Array([110, 101, 119]));
    expect(readFileSync(target, 'utf8')).toBe('new');
    expect(readdirSync(folder)).toEqual(['a.json']);
  });

  it.runIf(process.platform !== 'win32').each([0o600, 0o664, 0o640])(
    'keeps the mode %o of what it replaces',
    async (mode) => {
      const target = path.join(folder, 'a.json');
      writeFileSync(target, 'old');
      chmodSync(target, mode);
      await writeFileAtomically(target, 'new');
      expect(readFileSync(target, 'utf8')).toBe('new');
      expect(statSync(target).mode & 0o777).toBe(mode);
    },
  );

  it.runIf(process.getuid?.() === 0)('keeps the owner of what it replaces, as far as it may', async () => {
    const target = path.join(folder, 'a.json');
    writeFileSync(target, 'old');
    chownSync(target, 1234, 2345);
    chmodSync(target, 0o664);
    await writeFileAtomically(target, 'new');
    const { uid, gid, mode } = statSync(target);
    expect([uid, gid, mode & 0o777]).toEqual([1234, 2345, 0o664]);
  });

  it('leaves one whole content when many write at once', async () => {
    const target = path.join(folder, 'a.json');
    const contents = Array.from({ length: 8 }, (_, i) => String(i).repeat(100_000));
    await Promise.all(contents.map((content) => writeFileAtomically(target, content)));
    expect(contents).toContain(readFileSync(target, 'utf8'));
    expect(readdirSync(folder)).toEqual(['a.json']);
  });

  it('names the file when the folder does not exist', async () => {
    const target = path.join(folder, 'missing', 'a.json');
    await expect(writeFileAtomically(target, '')).rejects.toMatchObject({
      code: 'unwritable',
      details: { file: target },
    });
  });

  it('names the file when a file stands where the folder should be', async () => {
    writeFileSync(path.join(folder, 'file'), 'kept');
    const target = path.join(folder, 'file', 'a.json');
    await expect(writeFileAtomically(target, '')).rejects.toMatchObject({
      code: 'unwritable',
      details: { file: target },
    });
    expect(readFileSync(path.join(folder, 'file'), 'utf8')).toBe('kept');
  });

  it('removes its temporary file when the name is taken by a folder', async () => {
    const target = path.join(folder, 'a.json');
    mkdirSync(target);
    await expect(writeFileAtomically(target, 'content')).rejects.toMatchObject({ code: 'unwritable' });
    expect(readdirSync(folder)).toEqual(['a.json']);
  });
});
