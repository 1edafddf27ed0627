import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { parseSidecar } from '../../src/core/sidecar/sidecar';
import { loadMasks, saveMasks } from '../../src/node/masks/maskStore';
import { discImage, size } from '../support/discs';
import { liver, rectObject } from '../support/sidecars';
import { runCli } from './runCli';

let folder = '';
const at = (name: string): string => path.join(folder, name);
const labelOf = (name: string): string | undefined =>
  parseSidecar(readFileSync(at(`${name}.masks.json`), 'utf8'), name).objects[0]?.label;

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'cli-labels-'));
  for (const name of ['a.png', 'b.png']) {
    writeFileSync(at(name), discImage());
    const image = { ...size, slices: 1, path: at(name) };
    const { version } = await loadMasks(image);
    const objects = [rectObject(size, { x0: 1, y0: 1, x1: 9, y1: 9 })];
    await saveMasks(image, { labels: [liver], objects }, { writer: 'human', expected: version });
  }
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

it('lists what a rename changes, renames with --write, and undoes it', async () => {
  const listed = await runCli('labels', 'rename', folder, 'liver', 'hepar');
  expect(listed.stdout).toBe(
    'a.png: 1 object\nb.png: 1 object\n2 images, 2 objects; nothing was changed, use --write to rename\n',
  );
  expect(labelOf('a.png')).toBe('liver');
  const renamed = await runCli('labels', 'rename', folder, 'liver', 'hepar', '--write', '--json');
  expect(JSON.parse(renamed.stdout)).toEqual({
    changed: ['a.png', 'b.png'],
    unchanged: [],
    left: [],
    cancelled: false,
  });
  expect(labelOf('a.png')).toBe('hepar');
  const undone = await runCli('labels', 'undo', folder);
  expect(undone.stdout).toBe('2 images changed, 0 left alone\n');
  expect(labelOf('b.png')).toBe('liver');
  const again = await runCli('labels', 'undo', folder);
  expect([again.code, again.stderr]).toEqual([1, expect.stringContaining('There is no rename to undo.')]);
});

it('names what it leaves alone, with an exit code of 1', async () => {
  writeFileSync(at('b.png.masks.json'), '{');
  const { code, stdout, stderr } = await runCli('labels', 'rename', folder, 'liver', 'hepar', '--write');
  expect([code, stdout]).toEqual([1, '1 image changed, 1 left alone\n']);
  expect(stderr).toContain('b.png.masks.json: left alone, ');
});
