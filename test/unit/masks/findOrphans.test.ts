import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeEach, expect, it } from 'vitest';
import { endProcessWide } from '../../../src/node/processWide';
import { findOrphans } from '../../../src/node/masks/findOrphans';
import { size, writeImage, writeSidecar } from '../../support/layoutFolders';
import { rectMask } from '../../support/sidecars';

let folder = '';
const at = (...names: string[]): string => path.join(folder, ...names);
const mask = rectMask(size, { x0: 1, y0: 1, x1: 3, y1: 3 });

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'orphans-'));
  for (const name of ['ct.png', 'other.png']) writeImage(folder, name);
  writeSidecar(folder, 'ct.png', [{ label: 'liver', slice: 0, mask }]);
});
afterEach(() => rm(folder, { recursive: true }));
afterAll(endProcessWide);

it('finds nothing where every image is beside its masks', async () => {
  expect(await findOrphans(folder)).toEqual([]);
});

it('names the image that was moved or renamed without its masks', async () => {
  await mkdir(at('new'));
  await rename(at('ct.png'), at('new', 'ct.png'));
  const moved = { image: 'new/ct.png', reasons: ['the same name', 'the same size'] };
  expect(await findOrphans(folder)).toEqual([{ file: 'ct.png.masks.json', image: 'ct.png', candidates: [moved] }]);
  await rename(at('new', 'ct.png'), at('ct_1.png'));
  const [orphan] = await findOrphans(folder);
  expect(orphan?.candidates).toEqual([{ image: 'ct_1.png', reasons: ['a similar name', 'the same size'] }]);
});

it('names none where the size differs, or the image is gone', async () => {
  await rm(at('ct.png'));
  expect(await findOrphans(folder)).toMatchObject([{ candidates: [] }]);
});
