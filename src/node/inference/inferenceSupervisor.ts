import { setTimeout as delay } from 'node:timers/promises';
import { throwIfCancelled, type CancellationToken } from '../../core/base/cancellation';
import type { Disposable } from '../../core/base/disposable';
import { messageOf, UserError } from '../../core/base/error';
import type { Logger } from '../../core/base/logger';
import type { Device, LoadedModel } from '../../core/protocol/inferenceApi';
import { sentences, t, verbatim } from '../../core/text/message';
import { defaultCacheBudgets } from '../cache/cacheBudgets';
import { cudaEnvironment } from '../cuda/cudaFolder';
import { chooseDevice, isOfDevice } from './chooseDevice';
import { deviceCandidates, thisPlatform } from './deviceCandidates';
import { forgetDevices, recallDevice, rememberDevice, type KnownDevice } from './deviceMemory';
import { InferenceProcess } from './inferenceProcess';
import type { InferenceSettings } from './inferenceSettings';
import type { FailedAttempt, InferenceStatus } from './inferenceStatus';
import { nativeReason } from '../process/nativeReason';

/** A process with the model loaded. */
export interface RunningModel {
  readonly process: InferenceProcess;
  readonly model: LoadedModel;
}

/** Pauses before starting again after one, two, … crashes in a row, in milliseconds; then it gives up. */
const pauses = [0, 250, 1000, 4000];
/**
 * A device other than the CPU that has not loaded and proved itself by then is given up, in milliseconds. One that the user
 * named may take its time: the first run on a GPU compiles its programs.
 */
const deviceLimits = { auto: 30_000, named: 300_000 } as const;

/** Keeps one inference process with a loaded model, on the fastest device that proves itself. */
export class InferenceSupervisor implements Disposable {
  readonly #childPath: string | undefined;
  readonly #logger: Logger;
  readonly #report: (status: InferenceStatus) => void;
  #settings: InferenceSettings;
  #running: RunningModel | undefined;
  #loading: InferenceProcess | undefined;
  #attempts: readonly FailedAttempt[] = [];
  /** The device of these settings that has proved itself, so that a restart need not try the others again. */
  #proven: KnownDevice | undefined;
  /** As reported last: a restart does not report it again. */
  #cacheProblem: string | undefined;
  #crashes = 0;
  #failure: UserError | undefined;
  /** Number of times it was stopped: what was begun before the last one is void. */
  #stops = 0;
  #disposed = false;

  constructor(
    settings: InferenceSettings,
    childPath: string | undefined,
    logger: Logger,
    report: (status: InferenceStatus) => void,
  ) {
    this.#settings = settings;
    this.#childPath = childPath;
    this.#logger = logger;
    this.#report = report;
  }

  get pid(): number | undefined {
    return (this.#running?.process ?? this.#loading)?.pid;
  }

  reconfigure(settings: InferenceSettings): void {
    this.#settings = settings;
    this.#proven = undefined;
    this.stop();
  }

  /** Stops, and chooses the device again with the next request: something may have been installed since. */
  restart(): void {
    this.#proven = undefined;
    this.stop();
  }

  /** Ends the process on purpose: that counts as no crash. */
  stop(): void {
    this.#stops++;
    this.#crashes = 0;
    this.#failure = undefined;
    const ending = [this.#running?.process, this.#loading];
    this.#running = undefined;
    this.#loading = undefined;
    for (const process of ending) process?.dispose();
    if (!this.#disposed) this.#report({ state: 'stopped', attempts: this.#attempts });
  }

  /** A request was answered, so the process works. */
  succeeded(): void {
    this.#crashes = 0;
  }

  /**
   * The running process; starts one when there is none. Not to be called again before it has answered.
   * @throws UserError when no device can run the model, and from then on until {@link stop} or {@link reconfigure}
   */
  async ensure(token: CancellationToken): Promise<RunningModel> {
    if (this.#disposed) throw closed();
    if (this.#running?.process.isAlive === true) return this.#running;
    if (this.#failure !== undefined) throw this.#failure;
    const stops = this.#stops;
    const pause = pauses[this.#crashes];
    this.#report({ state: 'starting', attempts: this.#attempts });
    if (pause !== undefined && pause > 0) await delay(pause);
    throwIfCancelled(token);
    if (this.#stops !== stops) throw stopped();
    this.#running = await this.#startOnBestDevice();
    return this.#running;
  }

  dispose(): void {
    this.#disposed = true;
    this.stop();
  }

  /** @param again try all devices, whatever is known of them */
  async #startOnBestDevice(again = false): Promise<RunningModel> {
    const settings = this.#settings;
    const stops = this.#stops;
    const known = again ? undefined : await this.#known(settings);
    const candidates = known === undefined ? deviceCandidates(settings.device, thisPlatform()) : [known.device];
    const isVoid = (): boolean => this.#stops !== stops;
    const choice = await chooseDevice(candidates, (device) => this.#try(device, settings, known), isVoid);
    const { best, failure = new UserError('no-device', { problem: t`No other device is available.` }) } = choice;
    if (isVoid()) {
      best?.process.dispose();
      throw stopped();
    }
    const attempts = [...(known?.attempts ?? []), ...choice.others];
    if (best !== undefined) {
      const { device, encodeMs } = best.model;
      this.#attempts = attempts;
      this.#proven = { device, attempts, ...(encodeMs === undefined ? {} : { encodeMs }) };
      if (settings.device === 'auto') await rememberDevice(settings.modelDir, this.#proven);
      this.#report({ state: 'ready', model: best.model, attempts });
      return best;
    }
    if (known !== undefined && settings.device === 'auto' && isOfDevice(failure)) {
      // Stored results no longer hold: everything is tried again, even where it cannot be forgotten.
      this.#proven = undefined;
      await forgetDevices();
      if (isVoid()) throw stopped();
      return this.#startOnBestDevice(true);
    }
    this.#attempts = attempts;
    const crashed = failure.code === 'inference-crashed';
    if (crashed) this.#crashes++;
    if (!crashed || this.#crashes >= pauses.length) this.#giveUp(failure);
    throw failure;
  }

  /** The device that is known to work with these settings, in this run or from an earlier one. */
  async #known({ device, modelDir }: InferenceSettings): Promise<KnownDevice | undefined> {
    return this.#proven ?? (device === 'auto' ? recallDevice(modelDir) : undefined);
  }

  /** Starts a process on a device. @throws UserError with the reason, after the process has ended */
  async #try(device: Device, settings: InferenceSettings, known: KnownDevice | undefined): Promise<RunningModel> {
    const process = new InferenceProcess(this.#childPath, device === 'cuda' ? await cudaEnvironment() : undefined);
    try {
      // What was measured once is not measured at every start.
      const model = await this.#load(process, device, settings, settings.device === 'auto' && known === undefined);
      return { process, model: known?.encodeMs === undefined ? model : { ...model, encodeMs: known.encodeMs } };
    } catch (error) {
      process.dispose();
      // Only then has it said everything.
      await process.ended;
      const failure = explained(error, process.words);
      this.#logger.info(`The device ${device} is not used: ${failure.message}`);
      throw failure;
    }
  }

  async #load(
    process: InferenceProcess,
    device: Device,
    { modelDir, threads, device: setting, cache = defaultCacheBudgets }: InferenceSettings,
    mustBeFaster: boolean,
  ): Promise<LoadedModel> {
    this.#loading = process;
    const late = new AbortController();
    const limit = setting === 'auto' ? deviceLimits.auto : deviceLimits.named;
    const timer = setTimeout(() => {
      if (device === 'cpu') return;
      late.abort();
      process.dispose();
    }, limit);
    try {
      const model = await process.api.load({
        modelDir,
        device,
        mustBeFaster,
        cache,
        ...(threads === undefined ? {} : { threads }),
      });
      if (model.cacheProblem !== undefined && model.cacheProblem !== this.#cacheProblem) {
        this.#cacheProblem = model.cacheProblem;
        this.#logger.warn(`Embeddings are not cached on disk: ${model.cacheProblem}`);
      }
      void process.ended.then((reason) => {
        this.#ended(process, reason);
      });
      return model;
    } catch (error) {
      if (!late.signal.aborted) throw error;
      throw new UserError('no-device', {
        problem: t`The device “${device}” did not finish a model run within ${limit / 1000} s.`,
        advice: t`Choose the device “cpu”.`,
        cause: error,
      });
    } finally {
      clearTimeout(timer);
      if (this.#loading === process) this.#loading = undefined;
    }
  }

  /** Records that a process ended unexpectedly. */
  #ended(process: InferenceProcess, reason: string): void {
    if (this.#running?.process !== process) return;
    this.#running = undefined;
    this.#crashes++;
    this.#logger.warn(`The inference process ended: ${reason}`);
    if (this.#crashes < pauses.length) {
      this.#report({ state: 'stopped', attempts: this.#attempts });
      return;
    }
    this.#giveUp(
      new UserError('inference-crashed', {
        problem: t`The inference process ended ${String(this.#crashes)} times in a row, most recently with: ${reason}.`,
        advice: t`Choose another device or model in the settings, or restart it with “SAM-UNet: Show Status”.`,
      }),
    );
  }

  #giveUp(failure: UserError): void {
    this.#failure = failure;
    this.#report({ state: 'failed', code: failure.code, reason: failure.text, attempts: this.#attempts });
  }
}

/** The failure with the reason from the process's stderr. */
function explained(error: unknown, words: string): UserError {
  const failure =
    error instanceof UserError ? error : new UserError('no-device', { problem: verbatim(messageOf(error)) });
  const reason = failure.code === 'no-device' ? nativeReason(words) : undefined;
  if (reason === undefined || failure.message.includes(reason)) return failure;
  return new UserError(failure.code, { ...failure.details, problem: sentences(failure.details.problem, `${reason}.`) });
}

function closed(): UserError {
  return new UserError('cancelled', { problem: t`The inference process has been closed.` });
}

function stopped(): UserError {
  return new UserError('inference-crashed', {
    problem: t`The inference process was stopped while it was starting.`,
    advice: t`It restarts with the next request.`,
  });
}
