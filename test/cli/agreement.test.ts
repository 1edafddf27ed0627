import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { parseSidecar } from '../../src/core/sidecar/sidecar';
import { saveMasks } from '../../src/node/masks/maskStore';
import { discImage, size } from '../support/discs';
import { liver, rectObject } from '../support/sidecars';
import { runCli } from './runCli';

let root = '';
beforeEach(async () => {
  root = mkdtempSync(path.join(tmpdir(), 'cli-agreement-'));
  for (const [reader, x0] of [
    ['anna', 20],
    ['ben', 40],
  ] as const) {
    mkdirSync(at(reader));
    const file = at(reader, 'a.png');
    writeFileSync(file, discImage({ x0: 20, y0: 20, x1: 60, y1: 60 }));
    const box = { x0, y0: 20, x1: x0 + 40, y1: 60 };
    const objects = [rectObject(size, box, { status: 'accepted', origin: 'human' })];
    await saveMasks({ ...size, slices: 1, path: file }, { labels: [liver], objects }, { writer: 'human' });
  }
});
afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

const at = (...names: string[]): string => path.join(root, ...names);

it('compares two readers, and writes a report and their consensus', async () => {
  const options = ['--html', at('report.html'), '--consensus', 'majority', '--out', at('consensus')];
  const { code, stdout, stderr } = await runCli('agreement', at('anna'), at('ben'), '--json', ...options);
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({
    ...{ readers: ['anna', 'ben'], unit: 'px', images: 1 },
    labels: [{ label: 'liver', both: 1, dice: expect.closeTo(0.5, 6) as number }],
    performance: ['anna', 'ben'].map((reader) => ({ label: 'liver', reader, images: 1 })),
  });
  expect(stderr).toContain('1 unreviewed masks in 1 images');
  expect(readFileSync(at('report.html'), 'utf8')).toContain('<title>Agreement of anna, ben</title>');
  const sidecar = at('consensus', 'a.png.masks.json');
  expect(parseSidecar(readFileSync(sidecar, 'utf8'), sidecar).objects).toMatchObject([
    { status: 'draft', source: 'majority' },
  ]);
  expect(existsSync(at('consensus', 'a.png.mask.png'))).toBe(true);
});

it('prints a table, and refuses one reader and a consensus without a folder', async () => {
  const { stdout } = await runCli('agreement', at('anna'), at('ben'));
  expect(stdout).toMatch(/^liver +1 +0 +0 +0 +– +0\.500/m);
  expect((await runCli('agreement', at('anna'))).stderr).toContain('It takes two readers.');
  expect((await runCli('agreement', at('anna'), at('ben'), '--consensus', 'staple')).stderr).toContain('--out');
});
