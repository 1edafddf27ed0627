import { UserError } from '../../core/base/error';
import type { Device, LoadedModel } from '../../core/protocol/inferenceApi';
import { t, type Message } from '../../core/text/message';
import type { FailedAttempt } from './inferenceStatus';

/** Something that runs a model on one device. */
export interface Running {
  readonly process: { dispose(): void };
  readonly model: LoadedModel;
}

/** What came of trying devices. */
export interface DeviceChoice<T extends Running> {
  /** On the fastest device; undefined when none can run the model. */
  readonly best?: T;
  /** All others that were tried, and why they are not used. */
  readonly others: readonly FailedAttempt[];
  /** The last failure; undefined when nothing failed. */
  readonly failure?: UserError;
}

/**
 * Tries devices one after the other and keeps the one that encodes an image fastest. All that pass as faster than the CPU were
 * measured beside it, so the CPU is tried only when none did. A failure that has nothing to do with the device ends the search.
 *
 * @param attempt starts the model on a device and proves it
 * @param isVoid whether the result is no longer needed
 */
export async function chooseDevice<T extends Running>(
  candidates: readonly Device[],
  attempt: (device: Device) => Promise<T>,
  isVoid: () => boolean,
): Promise<DeviceChoice<T>> {
  const others: FailedAttempt[] = [];
  let best: T | undefined;
  let failure: UserError | undefined;
  for (const device of candidates) {
    if (isVoid() || (device === 'cpu' && best !== undefined)) break;
    try {
      const running = await attempt(device);
      const [better, slower] = best === undefined || isFaster(running, best) ? [running, best] : [best, running];
      best = better;
      if (slower === undefined) continue;
      slower.process.dispose();
      others.push({ device: slower.model.device, reason: beaten(slower.model, better.model) });
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      failure = error;
      others.push({ device, reason: error.text });
      if (!isOfDevice(error)) break;
    }
  }
  return { ...(best === undefined ? {} : { best }), others, ...(failure === undefined ? {} : { failure }) };
}

/** Whether another device may do better: what is wrong with the model is wrong on every device. */
export function isOfDevice({ code }: UserError): boolean {
  return code === 'no-device' || code === 'inference-crashed';
}

function isFaster(a: Running, b: Running): boolean {
  return (a.model.encodeMs?.device ?? Infinity) < (b.model.encodeMs?.device ?? Infinity);
}

function beaten(slower: LoadedModel, better: LoadedModel): Message {
  const time = ({ encodeMs }: LoadedModel): string => `${(encodeMs?.device ?? NaN).toPrecision(3)} ms`;
  return t`It works, but “${better.device}” is faster (${time(better)} per image instead of ${time(slower)}).`;
}
