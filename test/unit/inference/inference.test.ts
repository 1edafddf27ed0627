import { appendFileSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import { bundles } from '../../../scripts/build/bundles.mjs';
import { copyRuntime, thisTarget } from '../../../scripts/build/onnxruntime.mjs';
import { decodeRunLength } from '../../../src/core/mask/runLength';
import type { SamUnet } from '../../../src/core/model/samUnet';
import { segment } from '../../../src/core/model/segment';
import type { PointPrompt, Prompt } from '../../../src/core/prompt/prompt';
import type { InferenceImage } from '../../../src/core/protocol/inferenceApi';
import { InferenceClient } from '../../../src/node/inference/inferenceClient';
import { proveDevice, type ProofRequest } from '../../../src/node/inference/proveDevice';
import { loadModel } from '../../../src/node/model/modelFolder';
import { writeSelfTest } from '../../../src/node/model/selfTest';
import { ortRuntime } from '../../../src/node/ort/ortRuntime';
import { writeTinyBoxModel, writeTinyModel } from '../../support/tinyModel';

/**
 * A process that kills itself the first time that it has begun to work on a request for an image that it knows. The
 * marker keeps its successor from doing so.
 */
const killedAtWork = (marker: string): string => `
  const { existsSync, writeFileSync } = require('node:fs');
  require('./inference.js');
  let hasImage = false;
  process.on('message', ({ call }) => {
    hasImage ||= call === 'setImage';
    if (call !== 'segment' || !hasImage || existsSync(${JSON.stringify(marker)})) return;
    writeFileSync(${JSON.stringify(marker)}, '');
    process.kill(process.pid, 'SIGKILL');
  });`;

let folder = '';
let client: InferenceClient;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'inference-'));
  const childPath = path.join(folder, 'inference.js');
  const bundle = bundles().find(({ entryPoints }) => 'inference' in (entryPoints ?? {}));
  await build({ ...bundle, outdir: folder });
  await copyRuntime(folder, [thisTarget]);
  writeTinyModel(path.join(folder, 'model'));
  // Room for nine images and four embeddings; the disk would know the pixels under any key.
  const budgets = { memory: 200_000, disk: 0 };
  client = new InferenceClient(
    { modelDir: path.join(folder, 'model'), device: 'cpu', threads: 1, cache: budgets },
    { childPath },
  );
});

afterAll(() => {
  client.dispose();
  rmSync(folder, { recursive: true, force: true });
});

function ramp(key: string, width = 90, height = 60): InferenceImage {
  const data = Uint8Array.from({ length: width * height }, (_, i) => (i * 7) % 256);
  return { key, width, height, channels: 1, data };
}

const box = { x0: 20, y0: 10, x1: 40, y1: 30 };
const prompts = [{ box, points: [] }, { points: [{ x: 50, y: 30, positive: true }] }];

describe('the inference process', () => {
  it('reports which model runs, on what', async () => {
    expect(await client.start()).toMatchObject({
      name: 'tiny',
      device: 'cpu',
      prompts: { box: true, point: true, mask: true },
    });
  });

  it.each(['preview', 'final'] as const)('answers a %s as the model in this process does', async (effort) => {
    const image = ramp('same');
    const model = await loadModel(path.join(folder, 'model'), ortRuntime, { provider: 'cpu', threads: 1 });
    const expected = await segment(model, (region) => model.encode(image, region), image, prompts, effort);
    const { objects } = await client.segment(image, prompts, effort);
    expect(objects.map(({ mask }) => decodeRunLength(mask).equals(expected.shift()!.mask))).toEqual([true, true]);
    await model.dispose();
  });

  it('encodes an image once and keeps what it saw', async () => {
    expect(await client.encode(ramp('once'))).toMatchObject({ source: 'model' });
    const ms = client.encodeMs;
    expect(ms).toBeGreaterThan(0);
    expect(await client.encode(ramp('once'))).toMatchObject({ source: 'memory' });
    expect(client.encodeMs).toBe(ms);
    expect((await client.segment(ramp('once'), prompts, 'preview')).ms.encode).toBe(0);
    const looked = [
      await client.segment(ramp('once'), prompts, 'final'),
      await client.segment(ramp('once'), prompts, 'final'),
    ];
    expect(looked[0]!.ms.encode).toBeGreaterThan(0);
    expect(looked[1]!.ms.encode).toBe(0);
  });

  it('keeps a bounded number of images and is given again what it forgot', async () => {
    for (let i = 0; i < 12; i++) await client.encode(ramp(`many ${i}`));
    expect(await client.encode(ramp('many 11'))).toMatchObject({ source: 'memory' });
    expect(await client.encode(ramp('many 0'))).toMatchObject({ source: 'model' });
  });

  it('refuses a prompt outside the image and works on', async () => {
    const outside = { box: { x0: 100, y0: 0, x1: 120, y1: 10 }, points: [] };
    await expect(client.segment(ramp('a'), [outside], 'final')).rejects.toMatchObject({ code: 'bad-prompt' });
    expect((await client.segment(ramp('a'), prompts, 'final')).objects).toHaveLength(2);
  });

  it.each<[string, Prompt, RegExp]>([
    ['a point that is no number', { points: [{ x: NaN, y: 1, positive: true }] }, /outside the image/],
    ['an endless box', { points: [], box: { x0: 0, y0: 0, x1: Infinity, y1: 4 } }, /empty/],
    ['too many points', { points: Array(300).fill({ x: 1, y: 1, positive: true }) as PointPrompt[] }, /at most 256/],
  ])('refuses %s', async (_, prompt, message) => {
    await expect(client.segment(ramp('a'), [prompts[0]!, prompt], 'final')).rejects.toMatchObject({
      code: 'bad-prompt',
      message: expect.stringMatching(message) as string,
    });
  });

  it('answers a mask, points with and without a box, and nothing, in one request', async () => {
    const [first] = (await client.segment(ramp('a'), prompts, 'final')).objects;
    const point = { x: 12.5, y: 8.5, positive: true };
    const asked = [
      { ...prompts[0]!, previous: first!.mask },
      { ...prompts[0]!, points: [point] },
      { points: [point] },
      { points: [], previous: first!.mask },
      null,
    ];
    const { objects } = await client.segment(ramp('a'), asked, 'final');
    expect(objects).toHaveLength(5);
    const alone = await Promise.all(asked.map((prompt) => client.segment(ramp('a'), [prompt], 'final')));
    expect(objects).toEqual(alone.map((result) => result.objects[0]));
    expect(objects[3]).not.toEqual(objects[4]);
  });

  it('answers clicks with ranked candidates when the model was trained with boxes alone', async () => {
    const modelDir = path.join(folder, 'boxes');
    writeTinyBoxModel(modelDir);
    const other = new InferenceClient(
      { modelDir, device: 'cpu', threads: 1 },
      { childPath: path.join(folder, 'inference.js') },
    );
    expect((await other.start()).prompts).toEqual({ box: true, point: false, mask: false });
    const point = { x: 45.5, y: 30.5, positive: true };
    const candidates = [undefined, 1, 2, 99].map((candidate) => ({
      points: [point],
      ...(candidate === undefined ? {} : { candidate }),
    }));
    const { objects } = await other.segment(ramp('clicked'), [...candidates, { box, points: [] }], 'final');
    const [first, again, second, last, boxed] = objects;
    const count = first!.candidate!.count;
    expect(first!.candidate).toEqual({ rank: 1, count });
    expect(again).toEqual(first);
    expect(second!.candidate!.rank).toBe(Math.min(2, count));
    expect(second!.mask.counts).not.toEqual(first!.mask.counts);
    expect(last!.candidate!.rank).toBe(count);
    expect(boxed!.candidate).toBeUndefined();
    other.dispose();
  });

  it('killed in the middle of a run, answers all the same', async () => {
    const marker = path.join(folder, 'was-killed');
    const childPath = path.join(folder, 'killed.js');
    writeFileSync(childPath, killedAtWork(marker));
    const settings = { modelDir: path.join(folder, 'model'), device: 'cpu', threads: 1 } as const;
    const other = new InferenceClient(settings, { childPath });
    await other.start();
    const { pid } = other;
    const answers = await Promise.all(['x', 'y', 'z'].map((key) => other.segment(ramp(key), prompts, 'final')));
    expect(answers.map(({ objects }) => objects.length)).toEqual([2, 2, 2]);
    expect(existsSync(marker)).toBe(true);
    expect(other.pid).not.toBe(pid);
    other.dispose();
  });

  it('names what is wrong with a model folder', async () => {
    const missing = path.join(folder, 'missing');
    const other = new InferenceClient(
      { modelDir: missing, device: 'auto' },
      { childPath: path.join(folder, 'inference.js') },
    );
    await expect(other.start()).rejects.toMatchObject({
      code: 'not-found',
      details: { file: path.join(missing, 'card.json') },
    });
    expect(other.status.state).toBe('failed');
    other.dispose();
  });
});

describe('the proof of a device', () => {
  const load = () => loadModel(path.join(folder, 'model'), ortRuntime, { provider: 'cpu', threads: 1 });
  /** A model that does something else than it did when its self-test was made. */
  async function changed(change: (embeddings: Float32Array) => void | Promise<void>): Promise<SamUnet> {
    const model = await load();
    const encode = model.encode.bind(model);
    model.encode = async (...args) => {
      const embedding = await encode(...args);
      await change(embedding.imageEmbeddings.data);
      return embedding;
    };
    return model;
  }
  const request = (model: SamUnet, fields: Partial<ProofRequest> = {}): ProofRequest => ({
    ...{ folder: path.join(folder, 'model'), model, device: 'webgpu', loadOnCpu: load, mustBeFaster: false },
    ...fields,
  });

  it.each(['without', 'with'])('fails %s a stored self-test when it computes something else', async (stored) => {
    if (stored === 'with') await writeSelfTest(path.join(folder, 'model'), ortRuntime);
    const right = await load();
    await expect(proveDevice(request(right))).resolves.toEqual({});
    const wrong = await changed((data) => {
      data.fill(0.5);
    });
    await expect(proveDevice(request(wrong))).rejects.toThrow(/“webgpu” differ from those of the CPU/);
    const broken = await changed((data) => {
      data.fill(NaN);
    });
    await expect(proveDevice(request(broken))).rejects.toThrow(/differ from those of the CPU/);
  });

  it('fails when it is slower than the CPU, unless it was named', async () => {
    // By a clock of its own: how long this machine takes is another matter.
    let now = 0;
    const clock = vi.spyOn(performance, 'now').mockImplementation(() => now);
    onTestFinished(() => {
      clock.mockRestore();
    });
    const taking = (ms: number) =>
      changed(() => {
        now += ms;
      });
    const slow = await taking(120);
    const timed = { mustBeFaster: true, loadOnCpu: () => taking(40) };
    await expect(proveDevice(request(slow, timed))).rejects.toThrow(
      /slower than the CPU \(120 ms per image instead of 40 ms\)/,
    );
    await expect(proveDevice(request(slow))).resolves.toBeDefined();
    await expect(proveDevice(request(await taking(10), timed))).resolves.toEqual({ ms: 10, cpuMs: 40 });
  });

  it('refuses a model that fails its self-test on the CPU, or whose self-test was changed', async () => {
    const wrong = await changed((data) => {
      data.fill(0.5);
    });
    await expect(proveDevice(request(wrong, { device: 'cpu' }))).rejects.toMatchObject({ code: 'bad-model' });
    appendFileSync(path.join(folder, 'model', 'selftest.safetensors'), ' ');
    await expect(load()).rejects.toThrow(/selftest\.safetensors: The file does not match its hash/);
  });
});
