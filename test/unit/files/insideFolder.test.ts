import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { staysInside } from '../../../src/core/base/relativePath';
import { insideFolder } from '../../../src/node/files/insideFolder';
import { t } from '../../../src/core/text/message';

let root = '';
const at = (...parts: string[]): string => path.join(root, ...parts);

beforeEach(() => {
  root = realpathSync(mkdtempSync(path.join(tmpdir(), 'inside-')));
  for (const folder of ['data/images', 'out']) mkdirSync(at(folder), { recursive: true });
  writeFileSync(at('data/images/a.png'), '');
  writeFileSync(at('out/x.png'), '');
});
afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

it.each([
  'images/a.png',
  './images/a.png',
  'images/../images/a.png',
  'images//a.png',
  'new/b.png',
  '..a/b.png',
  'a..png',
])('takes %s', async (stated) => {
  expect(staysInside(stated)).toBe(true);
  expect(await insideFolder(at('data'), stated)).toBe(path.resolve(at('data'), stated));
});

it.each([
  '../out/x.png',
  'images/../../out/x.png',
  '..',
  '.',
  '',
  'images/..',
  '..\\out\\x.png',
  'images\\..\\..\\out',
  '.. /out/x.png',
  '/etc/passwd',
  '\\etc\\passwd',
  '\\\\server\\share\\x.png',
  '//server/share/x.png',
  '\\\\?\\C:\\x.png',
  'C:\\x.png',
  'c:/x.png',
  'C:x.png',
  'images/a.png\0.txt',
])('refuses %j on every system', async (stated) => {
  expect(staysInside(stated)).toBe(false);
  await expect(insideFolder(at('data'), stated)).rejects.toMatchObject({
    code: 'bad-input',
    details: { file: stated, problem: t`This path leads outside the folder ${at('data')}.` },
  });
});

it('follows links, and refuses those that lead out, to nothing too', async () => {
  symlinkSync(at('out'), at('data/outer'));
  symlinkSync(at('out/x.png'), at('data/x.png'));
  symlinkSync('../out/none.png', at('data/none.png'));
  symlinkSync('none.png', at('data/chain.png'));
  symlinkSync('images', at('data/inner'));
  symlinkSync(at('data'), at('alias'));
  symlinkSync('loop', at('data/loop'));
  for (const stated of ['outer/x.png', 'outer/new/y.png', 'x.png', 'none.png', 'chain.png', 'images/../outer/x.png']) {
    await expect(insideFolder(at('data'), stated)).rejects.toThrow(/This path leads through a link outside the folder/);
  }
  expect(await insideFolder(at('data'), 'inner/a.png')).toBe(at('data/inner/a.png'));
  expect(await insideFolder(at('alias'), 'images/a.png')).toBe(at('alias/images/a.png'));
  await expect(insideFolder(at('data'), 'loop/a.png')).rejects.toMatchObject({ code: 'unreadable' });
});
