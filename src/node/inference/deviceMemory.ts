import { existsSync, readFileSync } from 'node:fs';
import * as v from 'valibot';
import type { Device, LoadedModel } from '../../core/protocol/inferenceApi';
import { english } from '../../core/text/message';
import { forgetNotes, recallNote, rememberNote } from '../cache/cacheNotes';
import { cudaFolder } from '../cuda/cudaFolder';
import { ortVersion } from '../ort/ortPackage';
import type { FailedAttempt } from './inferenceStatus';

const devices = ['cpu', 'cuda', 'webgpu', 'dml', 'coreml'] as const satisfies readonly Device[];

const schema = v.object({
  device: v.picklist(devices),
  attempts: v.array(v.object({ device: v.picklist(devices), reason: v.string() })),
  encodeMs: v.exactOptional(v.object({ device: v.number(), cpu: v.number() })),
});

/** The device that proved itself for the setting `auto`, why the others are not used, and what was measured. */
export interface KnownDevice {
  readonly device: Device;
  readonly attempts: readonly FailedAttempt[];
  readonly encodeMs?: NonNullable<LoadedModel['encodeMs']>;
}

/**
 * What was found out for a model on this machine before; undefined when that is nothing, or when the platform, ONNX Runtime,
 * NVIDIA's driver, the CUDA libraries or the model have changed since.
 */
export async function recallDevice(modelDir: string): Promise<KnownDevice | undefined> {
  const note = v.safeParse(schema, await recallNote('devices', circumstancesOf(modelDir)));
  return note.success ? note.output : undefined;
}

/** Notes what was found out. Where nothing can be written it is found out again next time. */
export async function rememberDevice(modelDir: string, known: KnownDevice): Promise<void> {
  const attempts = known.attempts.map((attempt) => ({ ...attempt, reason: english(attempt.reason) }));
  await rememberNote('devices', circumstancesOf(modelDir), { ...known, attempts });
}

/** Forgets all devices, so that they are tried again. */
export async function forgetDevices(): Promise<void> {
  await forgetNotes('devices');
}

function circumstancesOf(modelDir: string): readonly unknown[] {
  return [
    ...[process.platform, process.arch, ortVersion, readText('/proc/driver/nvidia/version')],
    ...[existsSync(cudaFolder()), readText(`${modelDir}/card.json`)],
  ];
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
