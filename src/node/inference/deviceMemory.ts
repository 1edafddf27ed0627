import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import * as v from 'valibot';
import type { Device } from '../../core/protocol/inferenceApi';
import { cudaFolder } from '../cuda/cudaFolder';
import { writeFileAtomically } from '../files/atomicWrite';
import { ortPackage } from '../ort/ortPackage';
import { cachePath } from '../storage';
import type { FailedAttempt } from './inferenceStatus';

const devices = ['cpu', 'cuda', 'webgpu', 'dml', 'coreml'] as const satisfies readonly Device[];

const schema = v.object({
  device: v.picklist(devices),
  attempts: v.array(v.object({ device: v.picklist(devices), reason: v.string() })),
});

/** The device that proved itself for the setting `auto`, and why those before it did not. */
export interface KnownDevice {
  readonly device: Device;
  readonly attempts: readonly FailedAttempt[];
}

const folder = (): string => cachePath('devices');

/**
 * What was found out for a model on this machine before; undefined when that is nothing, or when the platform, ONNX Runtime,
 * NVIDIA's driver, the CUDA libraries or the model have changed since.
 */
export async function recallDevice(modelDir: string): Promise<KnownDevice | undefined> {
  try {
    return v.parse(schema, JSON.parse(await readFile(file(modelDir), 'utf8')));
  } catch {
    return undefined;
  }
}

/** Notes what was found out. Where nothing can be written it is found out again next time. */
export async function rememberDevice(modelDir: string, known: KnownDevice): Promise<void> {
  try {
    const path = file(modelDir);
    await mkdir(dirname(path), { recursive: true });
    await writeFileAtomically(path, `${JSON.stringify(known)}\n`);
  } catch {
    // A cache that cannot be written costs only time.
  }
}

/** Forgets all devices, so that they are tried anew. */
export async function forgetDevices(): Promise<void> {
  await rm(folder(), { recursive: true, force: true }).catch(() => undefined);
}

function file(modelDir: string): string {
  const circumstances = [
    ...[process.platform, process.arch, ortPackage().version, readText('/proc/driver/nvidia/version')],
    ...[existsSync(cudaFolder()), readText(`${modelDir}/card.json`)],
  ];
  return cachePath('devices', `${createHash('sha256').update(JSON.stringify(circumstances)).digest('hex')}.json`);
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
