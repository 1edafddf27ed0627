import { mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeEach, expect, it } from 'vitest';
import { openImage } from '../../../src/node/image/openImage';
import { endProcessWide } from '../../../src/node/processWide';
import { followImages } from '../../../src/node/masks/followImages';
import { imageOfMasks } from '../../../src/node/masks/imageOfMasks';
import { inspectMasks, loadMasks, maskState, saveMasks } from '../../../src/node/masks/maskStore';
import { dicomImages, writeDicomImage } from '../../support/dicomImages';
import { liver, rectObject } from '../../support/sidecars';

const series = dicomImages.ctSeries;
const object = rectObject(series, { x0: 1, y0: 1, x1: 6, y1: 6 }, { origin: 'human', slice: 2 });

let folder = '';
let names: string[] = [];
const at = (...parts: string[]): string => path.join(folder, ...parts);

/** What a person sees who opens a file of the series. */
async function shown(file: string): Promise<number> {
  const image = await openImage(file);
  try {
    return (await loadMasks(imageOfMasks(image))).content?.objects.length ?? 0;
  } finally {
    image.dispose();
  }
}

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'series-'));
  names = writeDicomImage(folder, series);
  mkdirSync(at('sub'));
  const image = await openImage(at(names[0]!));
  await saveMasks(imageOfMasks(image), { labels: [liver], objects: [object] }, { writer: 'human' });
  image.dispose();
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});
afterAll(endProcessWide);

it('leaves the masks of a series with the files that stay', async () => {
  const anchor = names[0]!;
  const moved = [{ from: at(anchor), to: at('sub', anchor) }];
  await followImages(moved);
  renameSync(at(anchor), at('sub', anchor));
  await followImages(moved);
  expect(await maskState(at('sub', anchor))).toBe('none');
  expect(await shown(at(names[1]!))).toBe(1);
});

it('takes the masks of a series along when all of its files move', async () => {
  const moved = names.map((name) => ({ from: at(name), to: at('sub', name) }));
  await followImages(moved);
  for (const { from, to } of moved) renameSync(from, to);
  await followImages(moved);
  expect(await inspectMasks(at('sub', names[0]!))).toMatchObject({ state: 'human', faults: [] });
  expect(await shown(at('sub', names[2]!))).toBe(1);
});
