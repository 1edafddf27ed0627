import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { DeviceSetting } from '../../../src/core/protocol/inferenceApi';
import { InferenceClient } from '../../../src/node/inference/inferenceClient';
import { InferencePool, poolSize } from '../../../src/node/inference/inferencePool';

const childPath = path.join(import.meta.dirname, '../../fixtures/inferenceChild.mjs');

let folder = '';
let first: InferenceClient;
let pool: InferencePool;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'pool-'));
});

afterEach(() => {
  pool.dispose();
  first.dispose();
  rmSync(folder, { recursive: true, force: true });
});

interface Options {
  readonly memory?: number;
  readonly device?: DeviceSetting;
  readonly threads?: number;
  readonly further?: string;
}

function open({ memory = 1, device = 'cpu', threads = 2, further = childPath }: Options = {}): InferencePool {
  const settings = { modelDir: JSON.stringify({ memory, log: folder }), device, threads };
  first = new InferenceClient(settings, { childPath });
  pool = new InferencePool(first, settings, { childPath: further });
  return pool;
}

const ask = (key: string) =>
  pool.segment({ key, width: 1, height: 1, channels: 1, data: new Uint8Array(1) }, [], 'final', undefined, 'bulk');
const askFour = () => Promise.all(['a', 'b', 'c', 'd'].map(ask));
const lines = (name: string): string[] => readFileSync(path.join(folder, name), 'utf8').trim().split('\n').sort();

it('answers images by several processes on the CPU', async () => {
  await open().start();
  expect(pool.size).toBe(2);
  // Each process counts what it has served.
  expect((await askFour()).map(({ ms }) => ms.decode).sort()).toEqual([1, 1, 2, 2]);
  expect(lines('starts')).toEqual(['cpu', 'cpu']);
  expect(lines('requests')).toEqual(['a', 'b', 'c', 'd']);
});

it.each([
  ['a device that is not the CPU', { device: 'webgpu' }],
  ['a large model', { memory: 600 * 2 ** 20 }],
  ['a single thread', { threads: 1 }],
] as const)('has one process for %s', async (_, options) => {
  await open(options).start();
  expect(pool.size).toBe(1);
  expect((await askFour()).map(({ ms }) => ms.decode)).toEqual([1, 2, 3, 4]);
});

it('leaves everything to the first process when no other starts', async () => {
  await open({ further: path.join(folder, 'missing.js') }).start();
  expect(pool.size).toBe(2);
  expect(await askFour()).toHaveLength(4);
  expect(pool.size).toBe(1);
  expect(lines('requests')).toEqual(['a', 'b', 'c', 'd']);
});

it('ends its own processes and leaves the first alone', async () => {
  await open().start();
  await askFour();
  pool.dispose();
  await expect(first.start()).resolves.toMatchObject({ device: 'cpu' });
  expect(lines('starts')).toHaveLength(2);
});

it('holds no more memory than a gibibyte, nor more processes than four', () => {
  const mebibyte = 2 ** 20;
  expect(poolSize(8, 150 * mebibyte)).toBe(4);
  expect(poolSize(8, 400 * mebibyte)).toBe(2);
  expect(poolSize(8, 4096 * mebibyte)).toBe(1);
  expect(poolSize(3, 1)).toBe(3);
});
