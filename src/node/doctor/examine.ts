import os, { homedir } from 'node:os';
import { neverCancelled, throwIfCancelled, type CancellationToken } from '../../core/base/cancellation';
import { isCancellation, messageOf, UserError } from '../../core/base/error';
import type { DeviceExamination, DoctorReport } from '../../core/doctor/report';
import { modelFiles } from '../../core/model/card';
import type { Device, InferenceImage } from '../../core/protocol/inferenceApi';
import { quantile } from '../../core/statistics/quantile';
import { english, t, type Message } from '../../core/text/message';
import { readCudaManifest } from '../cuda/cudaFolder';
import { deviceCandidates, thisPlatform } from '../inference/deviceCandidates';
import { forgetDevices } from '../inference/deviceMemory';
import { InferenceClient } from '../inference/inferenceClient';
import type { InferenceSettings } from '../inference/inferenceSettings';
import { forgetProofs } from '../inference/provenModels';
import { readModelCard } from '../model/modelFolder';
import { ortVersion } from '../ort/ortPackage';
import { containedProviders } from './containedProviders';
import { gpuDrivers } from './gpuDrivers';
import { storedBytes } from './storedBytes';

export interface Examination {
  readonly settings: InferenceSettings;
  readonly product: string;
  readonly host: string;
  readonly onProgress?: (message: Message) => void;
  readonly token?: CancellationToken;
  /** Bundle of the inference process; the product's own when left out. */
  readonly childPath?: string;
}

/** Images encoded for the median. */
const runs = 3;

/**
 * Tries everything that could run the model on this machine, each device in a separate process, and reports the result.
 * A failure does not end the examination.
 *
 * @throws UserError `cancelled`
 */
export async function examine(request: Examination): Promise<DoctorReport> {
  const { settings, token = neverCancelled, onProgress = () => undefined } = request;
  // An earlier finding may be what is wrong now.
  await Promise.all([forgetDevices(), forgetProofs()]);
  const [cpu] = os.cpus();
  const model = await examineModel(settings.modelDir);
  const devices: DeviceExamination[] = [];
  // There may be a GPU without any sign of it; Doctor may take the time to try.
  const candidates = deviceCandidates('auto', { ...thisPlatform(), hasGpu: true });
  for (const device of candidates) {
    throwIfCancelled(token);
    onProgress(t`Testing ${device}`);
    devices.push(await examineDevice(device, request));
  }
  const failure = model.failure ?? devices.find(({ device }) => device === 'cpu')?.failure;
  return {
    product: request.product,
    host: request.host,
    node: process.versions.node,
    system: `${os.type()} ${os.release()} ${process.arch}`,
    processor: `${cpu?.model.trim() ?? 'unknown'}, ${String(os.availableParallelism())} threads`,
    memory: `${(os.totalmem() / 2 ** 30).toFixed(1)} GiB`,
    drivers: await gpuDrivers(),
    runtime: {
      version: ortVersion,
      contains: await containedProviders(request.childPath),
      cudaLibraries: (await readCudaManifest()) !== undefined,
    },
    settings: {
      device: settings.device,
      threads: settings.threads === undefined ? 'automatic' : String(settings.threads),
    },
    model: { ...model, ...(failure === undefined ? {} : { failure: withoutHome(failure) }) },
    devices: devices.map((examined) => ({
      ...examined,
      ...(examined.failure === undefined ? {} : { failure: withoutHome(examined.failure) }),
    })),
    storage: (await storedBytes()).map((stored) => ({ ...stored, path: withoutHome(stored.path) })),
  };
}

async function examineModel(folder: string): Promise<DoctorReport['model']> {
  try {
    const { name, version, sha256 } = await readModelCard(folder);
    const hashes = Object.entries(sha256).map(([part, hash]) => [modelFiles[part as keyof typeof sha256], hash]);
    return {
      name: `${name} ${version}`,
      folder: withoutHome(folder),
      sha256: Object.fromEntries(hashes) as Record<string, string>,
      hasSelfTest: sha256.selfTest !== undefined,
    };
  } catch (error) {
    return { name: 'unknown', folder: withoutHome(folder), sha256: {}, hasSelfTest: false, failure: messageOf(error) };
  }
}

async function examineDevice(
  device: Device,
  { settings, token = neverCancelled, childPath }: Examination,
): Promise<DeviceExamination> {
  const client = new InferenceClient({ ...settings, device }, childPath === undefined ? {} : { childPath });
  const ending = token.onCancellationRequested(() => {
    client.dispose();
  });
  try {
    const { ms: load } = await client.start();
    const encodes: number[] = [];
    const decodes: number[] = [];
    for (let run = 0; run < runs; run++) {
      const image = grey(`doctor ${String(Date.now())} ${String(run)}`);
      const { ms } = await client.segment(
        image,
        [{ box: { x0: 64, y0: 64, x1: 192, y1: 192 }, points: [] }],
        'preview',
        token,
      );
      encodes.push(ms.encode);
      decodes.push(ms.decode);
    }
    return { device, ms: { load, encode: quantile(encodes, 0.5), decode: quantile(decodes, 0.5) } };
  } catch (error) {
    if (token.isCancellationRequested || isCancellation(error)) throwIfCancelled(token);
    return { device, failure: error instanceof UserError ? english(error.details.problem) : messageOf(error) };
  } finally {
    ending.dispose();
    client.dispose();
  }
}

/** @param key not used before, so that nothing comes from a cache */
function grey(key: string): InferenceImage {
  const side = 256;
  return { key, width: side, height: side, channels: 1, data: new Uint8Array(side * side).fill(100) };
}

/** The home folder contains a user name, so reports leave it out. */
function withoutHome(text: string): string {
  const home = homedir();
  return home.length > 1 ? text.replaceAll(home, '~') : text;
}
