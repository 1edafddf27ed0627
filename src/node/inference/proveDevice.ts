import { UserError } from '../../core/base/error';
import type { RgbImage } from '../../core/image/rgbImage';
import type { SamUnet } from '../../core/model/samUnet';
import { makeSelfTest, runSelfTest, type SelfTestResult } from '../../core/model/selfTest';
import type { Device } from '../../core/protocol/inferenceApi';
import { quantile } from '../../core/statistics/quantile';
import { t } from '../../core/text/message';
import { repeatSelfTest } from '../model/selfTest';

export interface ProofRequest {
  /** Folder of the model. */
  readonly folder: string;
  readonly model: SamUnet;
  readonly device: Device;
  /** Loads the same model on the CPU, for comparison; called for other devices only, and where it is needed. */
  readonly loadOnCpu: () => Promise<SamUnet>;
  /** Refuse a device that is slower than the CPU. */
  readonly mustBeFaster: boolean;
}

/** Median milliseconds to encode one image, on the device and on the CPU, where they were compared. */
export interface Proof {
  readonly ms?: number;
  readonly cpuMs?: number;
}

/** Timed encodes after one to warm up. */
const runs = 3;
/** A run that takes so many times as long as on the CPU settles the comparison. */
const hopeless = 4;

/**
 * Proves that a device runs the model rightly: it repeats the self-test in the model's folder. A device that must be faster than
 * the CPU is timed beside it. Models without a stored self-test are compared with the CPU of this machine.
 *
 * @throws UserError `bad-model` when the CPU fails the self-test, `no-device` when another device fails it or is slower
 */
export async function proveDevice(request: ProofRequest): Promise<Proof> {
  const { model, device, mustBeFaster } = request;
  if (device === 'cpu') {
    const result = await repeatSelfTest(request.folder, model);
    if (result?.passed === false) {
      throw new UserError('bad-model', {
        file: request.folder,
        problem: t`The model failed its self-test (difference ${number(result.difference)} of ${number(result.scale)}).`,
        advice: t`Restore the model folder. If it is intact, the processor or ONNX Runtime gives wrong results.`,
      });
    }
    return {};
  }
  const stored = await repeatSelfTest(request.folder, model);
  if (stored !== undefined) requirePass(device, stored);
  if (stored !== undefined && !mustBeFaster) return {};
  const reference = await request.loadOnCpu();
  try {
    if (stored === undefined) requirePass(device, await runSelfTest(model, await makeSelfTest(reference)));
    if (!mustBeFaster) return {};
    const cpuMs = await timeEncoder(reference);
    const ms = await timeEncoder(model, hopeless * cpuMs);
    if (ms < cpuMs) return { ms, cpuMs };
    throw new UserError('no-device', {
      problem: t`The device “${device}” is slower than the CPU (${number(ms)} ms per image instead of ${number(cpuMs)} ms).`,
      advice: t`Select it in the settings to use it anyway.`,
    });
  } finally {
    await reference.dispose();
  }
}

function requirePass(device: Device, { passed, difference, scale }: SelfTestResult): void {
  if (passed) return;
  throw new UserError('no-device', {
    problem: t`The results of the device “${device}” differ from those of the CPU (difference ${number(difference)} of ${number(scale)}).`,
    advice: t`Update the driver, or choose the device “cpu”.`,
  });
}

/** @param limit milliseconds after which one run is enough */
async function timeEncoder(model: SamUnet, limit = Infinity): Promise<number> {
  const { imageSize: size } = model.card.architecture;
  const image: RgbImage = { width: size, height: size, channels: 1, data: new Uint8Array(size * size).fill(90) };
  await model.encode(image);
  const times: number[] = [];
  for (let i = 0; i < runs; i++) {
    const start = performance.now();
    await model.encode(image);
    const ms = performance.now() - start;
    if (ms > limit) return ms;
    times.push(ms);
  }
  return quantile(times, 0.5);
}

function number(value: number): string {
  return value >= 100 ? String(Math.round(value)) : value.toPrecision(2);
}
