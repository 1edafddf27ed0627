import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { addAttributes, missingAttributes } from '../../../src/node/masks/gitAttributes';

let folder = '';
const file = (): string => path.join(folder, '.gitattributes');
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'attributes-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

it('adds what is missing after what is there, and nothing the second time', async () => {
  mkdirSync(path.join(folder, '.git'));
  writeFileSync(file(), '*.mask.png filter=lfs diff=lfs merge=lfs -text');
  expect(await missingAttributes(folder)).toHaveLength(3);
  await addAttributes(folder);
  const text = readFileSync(file(), 'utf8');
  expect(text.split('\n')).toEqual([
    '*.mask.png filter=lfs diff=lfs merge=lfs -text',
    '*.mask.nii.gz binary',
    '*.mask.dcm binary',
    '*.masks.json text eol=lf linguist-generated',
    '',
  ]);
  expect(await missingAttributes(folder)).toEqual([]);
  await addAttributes(folder);
  expect(readFileSync(file(), 'utf8')).toBe(text);
});

it('is what Git takes for label maps and sidecars', async () => {
  execFileSync('git', ['init', '-q', folder]);
  const inner = path.join(folder, 'ct');
  mkdirSync(inner);
  await addAttributes(inner);
  const check = (name: string): string =>
    execFileSync('git', ['check-attr', 'text', 'diff', 'eol', '--', `ct/${name}`], { cwd: folder, encoding: 'utf8' });
  expect(check('a.png.mask.png')).toMatch(/text: unset\n.*diff: unset/);
  expect(check('a.dcm.masks.json')).toMatch(/text: set\n.*diff: unspecified\n.*eol: lf/);
});

it('does nothing outside of a repository', async () => {
  expect(await missingAttributes(folder)).toEqual([]);
  await addAttributes(folder);
  expect(existsSync(file())).toBe(false);
});
