import { mkdtempSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { examine } from '../../../src/node/doctor/examine';
import { english } from '../../../src/core/text/message';

const childPath = path.join(import.meta.dirname, '../../fixtures/inferenceChild.mjs');
let folder = '';

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'doctor-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const request = (behaviour: object) => ({
  settings: { modelDir: JSON.stringify({ log: folder, ...behaviour }), device: 'auto' } as const,
  product: '0.1.0',
  host: 'tests',
  childPath,
});

it('tries every device of the platform separately, and reports the reason of each failure', async () => {
  const seen: string[] = [];
  const { devices, runtime } = await examine({
    ...request({ broken: ['cuda', 'webgpu', 'dml', 'coreml'] }),
    onProgress: (message) => seen.push(english(message)),
  });
  expect(devices.at(-1)).toMatchObject({ device: 'cpu', ms: { encode: 0 } });
  for (const { device, failure } of devices.slice(0, -1)) expect(failure).toBe(`There is no ${device}.`);
  expect(seen).toEqual(devices.map(({ device }) => `Testing ${device}`));
  expect(runtime.contains).toContain('cpu');
});

it('names no user', async () => {
  const failing = { code: 'bad-model', details: { problem: `${homedir()}/models/x: The file does not exist.` } };
  const report = await examine(request({ error: failing }));
  expect(report.model.failure).toMatch(/./);
  expect(JSON.stringify(report.devices)).toContain('~/models/x');
  expect(JSON.stringify(report)).not.toContain(`${homedir()}/`);
});

it('can be cancelled', async () => {
  const token = { isCancellationRequested: true, onCancellationRequested: () => ({ dispose: () => undefined }) };
  await expect(examine({ ...request({}), token })).rejects.toThrow(/cancelled/);
});
