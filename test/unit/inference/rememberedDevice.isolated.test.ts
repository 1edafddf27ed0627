import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Device } from '../../../src/core/protocol/inferenceApi';
import { english } from '../../../src/core/text/message';
import * as deviceMemory from '../../../src/node/inference/deviceMemory';
import { InferenceClient } from '../../../src/node/inference/inferenceClient';

let candidates: readonly Device[] = ['webgpu', 'cpu'];
vi.mock(import('../../../src/node/inference/deviceCandidates'), async (original) => ({
  ...(await original()),
  deviceCandidates: () => candidates,
}));
vi.mock(import('../../../src/node/inference/deviceMemory'), { spy: true });

const childPath = path.join(import.meta.dirname, '../../fixtures/inferenceChild.mjs');
const { forgetDevices, recallDevice, rememberDevice } = deviceMemory;
let folder = '';
let client: InferenceClient | undefined;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'remembered-'));
  candidates = ['webgpu', 'cpu'];
  vi.stubEnv('SAM_UNET_HOME', path.join(folder, 'home'));
});
afterEach(() => {
  client?.dispose();
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

const modelDir = (behaviour: object): string => JSON.stringify({ ...behaviour, log: folder });
const open = (model: string): InferenceClient =>
  (client = new InferenceClient({ modelDir: model, device: 'auto' }, { childPath }));
/** The devices that are not used, with the reasons in English. */
const attempts = (): object[] => client!.status.attempts.map((each) => ({ ...each, reason: english(each.reason) }));
const starts = (): string[] => readFileSync(path.join(folder, 'starts'), 'utf8').trim().split('\n');

it('is tried at once', async () => {
  const model = modelDir({});
  await rememberDevice(model, { device: 'cpu', attempts: [{ device: 'webgpu', reason: 'slow' }] });
  expect((await open(model).start()).device).toBe('cpu');
  expect(starts()).toEqual(['cpu']);
  expect(client!.status.attempts).toEqual([{ device: 'webgpu', reason: 'slow' }]);
});

it.each(['broken', 'deadly'])(
  'gives way to the next one when it has become %s, and is remembered no more',
  async (how) => {
    const model = modelDir({ [how]: ['webgpu'] });
    await rememberDevice(model, { device: 'webgpu', attempts: [] });
    expect((await open(model).start()).device).toBe('cpu');
    expect(starts()).toEqual(['webgpu', 'webgpu', 'cpu']);
    expect(await recallDevice(model)).toMatchObject({ device: 'cpu', attempts: [{ device: 'webgpu' }] });
  },
);

it('gives way once even where it cannot be forgotten', async () => {
  const model = modelDir({ broken: ['webgpu'] });
  await rememberDevice(model, { device: 'webgpu', attempts: [] });
  vi.mocked(forgetDevices).mockResolvedValueOnce(undefined);
  vi.mocked(rememberDevice).mockResolvedValueOnce(undefined);
  expect((await open(model).start()).device).toBe('cpu');
  expect(starts()).toEqual(['webgpu', 'webgpu', 'cpu']);
});

it('is chosen again by a restart after it was forgotten', async () => {
  await open(modelDir({ broken: ['webgpu'] })).start();
  client!.restart();
  await client!.start();
  expect(starts()).toEqual(['webgpu', 'cpu', 'cpu']);
  await forgetDevices();
  client!.restart();
  await client!.start();
  expect(starts().slice(3)).toEqual(['webgpu', 'cpu']);
});

it('is the fastest of all that beat the CPU, measured once', async () => {
  candidates = ['cuda', 'webgpu', 'cpu'];
  const model = modelDir({ encodeMs: { cuda: 40, webgpu: 10 } });
  const reason = 'It works, but “webgpu” is faster (10.0 ms per image instead of 40.0 ms).';
  const measured = { device: 10, cpu: 100 };
  expect(await open(model).start()).toMatchObject({ device: 'webgpu', encodeMs: measured });
  expect(starts()).toEqual(['cuda', 'webgpu']);
  expect(attempts()).toEqual([{ device: 'cuda', reason }]);
  client!.dispose();
  // A later start neither tries nor measures again, but knows what was found.
  expect(await open(model).start()).toMatchObject({ device: 'webgpu', encodeMs: measured });
  expect(starts().slice(2)).toEqual(['webgpu']);
  expect(attempts()).toEqual([{ device: 'cuda', reason }]);
});
