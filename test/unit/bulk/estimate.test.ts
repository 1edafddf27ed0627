import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { encode } from 'fast-png';
import { afterAll, afterEach, beforeEach, expect, it, vi } from 'vitest';
import { writeImageVolume } from '../../../src/core/formats/nifti/imageVolume';
import { encodeRunLength } from '../../../src/core/mask/runLength';
import { estimateRun } from '../../../src/node/bulk/estimate';
import { planRun } from '../../../src/node/bulk/planRun';
import { endProcessWide } from '../../../src/node/processWide';
import type { Segmenter } from '../../../src/node/inference/segmenter';
import { rectMask } from '../../support/sidecars';

const size = { width: 20, height: 20 };
/** Milliseconds to load the model, which every process does with its first image. */
const loading = 1500;
const volume = { ...size, slices: 30, channels: 1, slope: 1, intercept: 0, data: new Int16Array(30 * 400) } as const;
let folder = '';

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'estimate-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});
afterAll(endProcessWide);

function writeImages(count: number): void {
  const data = encode({ ...size, data: new Uint8Array(400), depth: 8, channels: 1 });
  for (let i = 0; i < count; i++) writeFileSync(path.join(folder, `${i}.png`), data);
}

/** Two processes that have to load the model first. @param cold answers that have to wait @param wait for how many milliseconds */
function segmenter(cold = 2, wait = loading): Segmenter {
  return {
    size: 2,
    start: () =>
      Promise.resolve({
        ...{ name: 'slow', sha256: 'ab', device: 'cpu', ms: 1, memory: 1 },
        prompts: { box: true, point: true, mask: true },
      }),
    find: () => Promise.reject(new Error('Nothing was taught.')),
    segment: async (_, prompts) => {
      if (cold-- > 0) await pause(wait);
      const mask = encodeRunLength(rectMask(size, { x0: 1, y0: 1, x1: 9, y1: 9 }));
      return { objects: prompts.map(() => ({ mask, quality: 0.8 })), ms: { encode: 1, decode: 1 } };
    },
  };
}

const planned = () => planRun({ folder, sources: [{ kind: 'box', label: 'liver', box: [1, 1, 9, 9] }] });

it('counts the loading of the model once, however many images there are', async () => {
  writeImages(60);
  const plan = await planned();
  expect(plan.todo).toHaveLength(60);
  const estimate = await estimateRun(plan, segmenter());
  expect(estimate?.basis).toBe('first-images');
  // By the first images alone it would be most of a minute.
  expect(estimate?.seconds).toBeGreaterThan(loading / 1000);
  expect(estimate?.seconds).toBeLessThan((5 * loading) / 1000);
});

it('goes by the first images where there are no others', async () => {
  writeImages(1);
  const estimate = await estimateRun(await planned(), segmenter());
  expect(estimate?.seconds).toBeGreaterThan(loading / 1000);
});

it('goes by three slices of a volume', async () => {
  writeFileSync(path.join(folder, 'ct.nii'), writeImageVolume(volume, false));
  const rows = Array.from({ length: volume.slices }, (_, slice) => `ct.nii,1,1,9,9,${slice}`);
  writeFileSync(path.join(folder, 'boxes.csv'), ['image,x0,y0,x1,y1,slice', ...rows].join('\n'));
  const plan = await planRun({ folder, sources: [{ kind: 'csv', file: 'boxes.csv' }] });
  const wait = 40;
  const client = segmenter(volume.slices, wait);
  const asked = vi.spyOn(client, 'segment');
  const estimate = await estimateRun(plan, client);
  expect(asked).toHaveBeenCalledTimes(3);
  // A timer may fire a little early.
  expect(estimate?.seconds).toBeGreaterThan((0.9 * volume.slices * wait) / 1000);
});

it('says nothing of a plan without images to segment', async () => {
  writeImages(1);
  const plan = await planned();
  expect(await estimateRun({ ...plan, todo: [] }, segmenter())).toBeUndefined();
});
