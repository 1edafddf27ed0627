import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, afterEach, expect, it, vi } from 'vitest';
import type { Mask } from '../../../src/core/mask/mask';
import { overlap } from '../../../src/core/metrics/overlap';
import type { SamUnet } from '../../../src/core/model/samUnet';
import { segment } from '../../../src/core/model/segment';
import type { InferenceImage } from '../../../src/core/protocol/inferenceApi';
import { EmbeddingCache } from '../../../src/node/cache/embeddingCache';
import { measureEmbeddings } from '../../../src/node/cache/embeddingStore';
import { loadModel } from '../../../src/node/model/modelFolder';
import { ortRuntime } from '../../../src/node/ort/ortRuntime';
import { defaultModelDir } from '../../../src/node/process/productPaths';

let model: SamUnet;
let home = '';

beforeAll(async () => {
  model = await loadModel(defaultModelDir, ortRuntime, { provider: 'cpu', threads: 2 });
});

afterAll(() => model.dispose());

beforeEach(() => {
  home = mkdtempSync(path.join(tmpdir(), 'cache-'));
  vi.stubEnv('SAM_UNET_HOME', home);
});

afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(home, { recursive: true, force: true });
});

/** A cache as a fresh process has it. */
async function open(memory = 1e8): Promise<EmbeddingCache> {
  const cache = new EmbeddingCache(model, 'cpu', { memory, disk: 1e8 });
  expect(await cache.open()).toBeUndefined();
  return cache;
}

/** Blobs of several sizes on a noisy ramp. */
function scene(seed: number, key = `scene ${seed}`): InferenceImage {
  const [width, height] = [160, 120];
  let noise = seed;
  const data = Uint8Array.from({ length: width * height }, (_, i) => {
    noise = (Math.imul(noise, 1103515245) + 12345) >>> 0;
    const [x, y] = [i % width, Math.floor(i / width)];
    const inside = centres.some(([cx, cy, r]) => Math.hypot(x - cx, (y - cy) * (1 + seed / 20)) < r);
    return (inside ? 150 : 50) + x / 4 + ((noise >>> 16) % 24);
  });
  return { key, width, height, channels: 1, data };
}

const centres = [
  [40, 40, 22],
  [110, 70, 30],
  [60, 95, 10],
] as const;

const prompts = centres.flatMap(([x, y, r]) => [
  { box: { x0: x - r, y0: y - r, x1: x + r, y1: y + r }, points: [] },
  { points: [{ x, y, positive: true }] },
]);

async function masks(cache: EmbeddingCache, image: InferenceImage): Promise<Mask[]> {
  const encode = async () => (await cache.embed(image, undefined, false)).embedding;
  return (await segment(model, encode, image, prompts, 'preview')).map(({ mask }) => mask);
}

it('gives the same masks from the disk as from the model', async () => {
  let cache = await open();
  const fresh: Mask[] = [];
  for (const seed of [1, 2, 3]) fresh.push(...(await masks(cache, scene(seed))));
  await cache.idle();
  cache = await open();
  const recalled: Mask[] = [];
  for (const seed of [1, 2, 3]) {
    expect((await cache.embed(scene(seed), undefined, true)).source).toBe('disk');
    recalled.push(...(await masks(cache, scene(seed))));
  }
  expect(fresh.some((mask) => mask.area > 500)).toBe(true);
  fresh.forEach((mask, i) => {
    expect(overlap(mask, recalled[i]!).dice).toBeGreaterThan(0.999);
  });
});

it('knows an image by its pixels, whatever it is called', async () => {
  const cache = await open(0);
  const source = async (image: InferenceImage) => (await cache.embed(image, undefined, false)).source;
  expect(await source(scene(1))).toBe('model');
  expect(await source(scene(1))).toBe('memory');
  await cache.idle();
  expect(await source(scene(1, 'a copy'))).toBe('disk');
  const windowed = scene(1, 'another window');
  expect(await source({ ...windowed, data: windowed.data.map((value) => value / 2) })).toBe('model');
});

it('keeps no second looks on disk, and nothing of images that only pass', async () => {
  const cache = await open();
  const region = { x0: 10, y0: 10, x1: 90, y1: 90 };
  expect(await cache.embed(scene(1), region, false)).toMatchObject({ source: 'model' });
  expect(await cache.embed(scene(1), region, false)).toMatchObject({ source: 'memory' });
  expect(await cache.embed(scene(2), undefined, true)).toMatchObject({ source: 'model' });
  expect(await cache.embed(scene(2), undefined, true)).toMatchObject({ source: 'model' });
  await cache.idle();
  expect(await measureEmbeddings()).toMatchObject({ files: 0 });
});
