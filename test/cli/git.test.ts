import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readLabelPng } from '../../src/core/formats/png/labelMap';
import { parseSidecar, type SidecarObject } from '../../src/core/sidecar/sidecar';
import { inspectMasks, loadMasks, saveMasks } from '../../src/node/masks/maskStore';
import { discImage, size } from '../support/discs';
import { liver, rectObject } from '../support/sidecars';
import { runCli } from './runCli';

let folder = '';
beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'cli-git-'));
  git('init', '-q', '-b', 'main');
  git('config', 'user.name', 'tests');
  git('config', 'user.email', 'tests@example.org');
  expect(await runCli('git-setup', folder)).toMatchObject({ code: 0 });
  writeFileSync(at('a.png'), discImage(boxes[0]!));
  await save(boxes.slice(0, 2).map(objectOf));
  commit('two objects');
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const at = (name: string): string => path.join(folder, name);
const git = (...args: string[]): string => execFileSync('git', ['-C', folder, ...args], { encoding: 'utf8' });
const image = { ...size, slices: 1, path: '' };
const boxes = [10, 50, 90].map((x) => ({ x0: x, y0: 20, x1: x + 20, y1: 40 }));
const lesion = { name: 'lesion', value: 2, color: '#56b4e9' };

function objectOf(box: (typeof boxes)[number], i: number): SidecarObject {
  return rectObject(size, box, { id: String(i + 1), status: 'accepted', origin: 'human' });
}

async function save(objects: readonly SidecarObject[], labels = [liver]): Promise<void> {
  const { version } = await loadMasks({ ...image, path: at('a.png') });
  await saveMasks({ ...image, path: at('a.png') }, { labels, objects }, { writer: 'human', expected: version });
}

function commit(message: string): void {
  git('add', '-A');
  git('commit', '-q', '-m', message);
}

const objects = (): readonly SidecarObject[] =>
  parseSidecar(readFileSync(at('a.png.masks.json'), 'utf8'), 'a.png.masks.json').objects;

it('merges two branches that changed different objects of one image without help, and shows what changed', async () => {
  const [first, second] = boxes.slice(0, 2).map(objectOf) as [SidecarObject, SidecarObject];
  git('checkout', '-q', '-b', 'other');
  const wider = rectObject(size, { ...boxes[1]!, y1: 60 }, { id: '2', status: 'corrected', origin: 'human' });
  await save([first, wider, { ...objectOf(boxes[2]!, 2), label: 'lesion' }], [liver, lesion]);
  expect(git('diff', 'HEAD', '--ext-diff', '--', 'a.png.masks.json')).toBe(
    'a.png.masks.json\n' +
      '  ~ liver (object 2): accepted → corrected, +400 −0 pixels, Dice 0.667\n' +
      '  + lesion (object 3): 400 pixels\n',
  );
  expect(git('diff', 'HEAD', '--ext-diff', '--', 'a.png.mask.png')).toBe(
    'a.png.mask.png\n  ~ liver: +400 −0 pixels, Dice 0.800\n  + lesion: 400 pixels\n',
  );
  commit('the second object, and a third');
  git('checkout', '-q', 'main');
  const narrower = rectObject(size, { ...boxes[0]!, x1: 25 }, { id: '1', status: 'corrected', origin: 'human' });
  await save([narrower, second]);
  commit('the first object');

  git('merge', '-q', 'other', '-m', 'merge');
  expect(git('status', '--porcelain')).toBe('');
  expect(objects().map(({ id, label, status }) => [id, label, status])).toEqual([
    ['1', 'liver', 'corrected'],
    ['2', 'liver', 'corrected'],
    ['3', 'lesion', 'accepted'],
  ]);
  expect(objects().map(({ mask }) => mask)).toEqual([narrower.mask, wider.mask, objectOf(boxes[2]!, 2).mask]);
  const { data } = readLabelPng(readFileSync(at('a.png.mask.png')));
  expect([data.filter((value) => value === 1).length, data.filter((value) => value === 2).length]).toEqual([1100, 400]);
  expect(await inspectMasks(at('a.png'), true)).toMatchObject({ state: 'human', faults: [] });
});

it('asks where both sides have changed one object', async () => {
  const [first, second] = boxes.slice(0, 2).map(objectOf) as [SidecarObject, SidecarObject];
  git('checkout', '-q', '-b', 'other');
  await save([first, { ...second, label: 'lesion' }], [liver, lesion]);
  commit('a lesion');
  git('checkout', '-q', 'main');
  await save([first, { ...second, status: 'rejected' }]);
  commit('none');
  expect(() => git('merge', '-q', 'other')).toThrow('both sides have changed object 2; ours is kept');
  expect(git('status', '--porcelain')).toContain('UU a.png.masks.json');
  expect(objects().map(({ status }) => status)).toEqual(['accepted', 'rejected']);
});

it('is set up once however often it is run', async () => {
  const before = readFileSync(at('.gitattributes'), 'utf8');
  expect(before).toContain('*.masks.json diff=sam-unet merge=sam-unet\n');
  expect(await runCli('git-setup', folder)).toMatchObject({ code: 0 });
  expect(readFileSync(at('.gitattributes'), 'utf8')).toBe(before);
});
