import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type * as fs from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeEach, expect, it, vi } from 'vitest';
import { planRun } from '../../../src/node/bulk/planRun';
import { endProcessWide } from '../../../src/node/processWide';
import { exportMasks } from '../../../src/node/transfer/exportMasks';
import { writeImage } from '../../support/layoutFolders';

// Whoever runs the tests may read everything, so the system is told to refuse.
vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof fs>();
  const readdir = (folder: string, options: { withFileTypes: true }): Promise<unknown> => {
    const code = { locked: 'EACCES', gone: 'ENOENT' }[path.basename(folder)];
    if (code === undefined) return real.readdir(folder, options);
    return Promise.reject(Object.assign(new Error(`${code}: not for you, scandir '${folder}'`), { code }));
  };
  return { ...real, readdir };
});

let root = '';
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'unreadable-'));
  writeImage(root, 'a.png');
  for (const name of ['b/locked', 'gone']) {
    mkdirSync(path.join(root, name), { recursive: true });
    writeFileSync(path.join(root, name, 'c.png'), '');
  }
});
afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});
afterAll(endProcessWide);

it('a folder that cannot be read is reported, and the others are done', async () => {
  const message = `${path.join(root, 'b/locked')}: The folder cannot be read: not for you. Check the path and its permissions.`;
  const plan = await planRun({ folder: root, sources: [{ kind: 'whole' }] });
  expect(plan.todo).toEqual(['a.png']);
  expect(plan.failed.map(({ file, error }) => [file, error.message])).toEqual([['b/locked', message]]);
  const request = { folder: root, layout: 'coco', out: path.join(root, 'out'), selection: 'all' } as const;
  expect((await exportMasks(request)).failed).toEqual([{ file: 'b/locked', code: 'unreadable', message }]);
});
