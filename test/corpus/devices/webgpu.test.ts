import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { decodeRunLength } from '../../../src/core/mask/runLength';
import { overlap } from '../../../src/core/metrics/overlap';
import type { Device, InferenceImage } from '../../../src/core/protocol/inferenceApi';
import { InferenceClient } from '../../../src/node/inference/inferenceClient';
import { writeSelfTest } from '../../../src/node/model/selfTest';
import { ortRuntime } from '../../../src/node/ort/ortRuntime';
import { writeTinyModel } from '../../support/tinyModel';
import { softwareVulkan } from './softwareVulkan';

const cache = path.join(import.meta.dirname, '../../../.cache/webgpu');
let folder = '';
let client: InferenceClient | undefined;

beforeEach(() => {
  mkdirSync(cache, { recursive: true });
  folder = mkdtempSync(path.join(cache, 'model-'));
  writeTinyModel(folder);
});
afterEach(() => {
  client?.dispose();
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

const image: InferenceImage = {
  key: 'ramp',
  width: 90,
  height: 60,
  channels: 1,
  data: Uint8Array.from({ length: 90 * 60 }, (_, i) => (i * 7) % 256),
};
const prompts = [
  { box: { x0: 20, y0: 10, x1: 40, y1: 30 }, points: [] },
  { points: [{ x: 50, y: 30, positive: true }] },
];

function open(device: Device): InferenceClient {
  client?.dispose();
  client = new InferenceClient({ modelDir: folder, device, threads: 1 });
  return client;
}

describe.runIf(process.platform === 'linux' && process.arch === 'x64')('WebGPU', () => {
  it('runs a model on a Vulkan driver, through the inference process, as the CPU does', async () => {
    await writeSelfTest(folder, ortRuntime);
    const onCpu = await open('cpu').segment(image, prompts, 'final');
    for (const [name, value] of Object.entries(softwareVulkan(cache))) vi.stubEnv(name, value);
    expect(await open('webgpu').start()).toMatchObject({ device: 'webgpu' });
    const onGpu = await client!.segment(image, prompts, 'final');
    onGpu.objects.forEach(({ mask }, i) => {
      expect(overlap(decodeRunLength(mask), decodeRunLength(onCpu.objects[i]!.mask)).dice).toBeGreaterThan(0.999);
    });
  });

  it('reports why it cannot be used where there is no driver', async () => {
    vi.stubEnv('VK_ICD_FILENAMES', path.join(folder, 'none.json'));
    vi.stubEnv('VK_DRIVER_FILES', path.join(folder, 'none.json'));
    await expect(open('webgpu').start()).rejects.toThrow(/“?"?webgpu"?”?.*(Failed to get a WebGPU adapter|Vulkan)/);
    expect(client!.status.attempts).toMatchObject([{ device: 'webgpu' }]);
  });
});
