import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeFileAtomically } from '../../../src/node/files/atomicWrite';

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'atomic-write-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

describe('writeFileAtomically', () => {
  it('writes new files and replaces old ones', async () => {
    const path = join(folder, 'a.json');
    await writeFileAtomically(path, 'old');
    await writeFileAtomically(path, new Uint8Array([110, 101, 119]));
    expect(readFileSync(path, 'utf8')).toBe('new');
    expect(readdirSync(folder)).toEqual(['a.json']);
  });

  it('leaves one whole content when many write at once', async () => {
    const path = join(folder, 'a.json');
    const contents = Array.from({ length: 8 }, (_, i) => String(i).repeat(100_000));
    await Promise.all(contents.map((content) => writeFileAtomically(path, content)));
    expect(contents).toContain(readFileSync(path, 'utf8'));
    expect(readdirSync(folder)).toEqual(['a.json']);
  });

  it('names the file when the folder does not exist', async () => {
    const path = join(folder, 'missing', 'a.json');
    await expect(writeFileAtomically(path, '')).rejects.toMatchObject({ code: 'unwritable', details: { file: path } });
  });

  it('names the file when a file stands where the folder should be', async () => {
    writeFileSync(join(folder, 'file'), 'kept');
    const path = join(folder, 'file', 'a.json');
    await expect(writeFileAtomically(path, '')).rejects.toMatchObject({ code: 'unwritable', details: { file: path } });
    expect(readFileSync(join(folder, 'file'), 'utf8')).toBe('kept');
  });

  it('removes its temporary file when the name is taken by a folder', async () => {
    const path = join(folder, 'a.json');
    mkdirSync(path);
    await expect(writeFileAtomically(path, 'content')).rejects.toMatchObject({ code: 'unwritable' });
    expect(readdirSync(folder)).toEqual(['a.json']);
  });
});
