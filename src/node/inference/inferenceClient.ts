import { neverCancelled, type CancellationToken } from '../../core/base/cancellation';
import type { Disposable } from '../../core/base/disposable';
import { UserError } from '../../core/base/error';
import { Emitter, type Event } from '../../core/base/event';
import { silentLogger, type Logger } from '../../core/base/logger';
import { quantile } from '../../core/statistics/quantile';
import type { Effort } from '../../core/model/segment';
import type {
  EmbeddingSource,
  EncodeResult,
  InferenceApi,
  InferenceImage,
  LoadedModel,
  SegmentRequest,
  SegmentResult,
  TaughtDecoder,
} from '../../core/protocol/inferenceApi';
import type { InferenceSettings } from './inferenceSettings';
import type { InferenceStatus } from './inferenceStatus';
import { InferenceSupervisor } from './inferenceSupervisor';
import { RequestQueue, type Priority } from './requestQueue';

export interface InferenceOptions {
  /** Bundle that the process runs; the product's own by default. */
  readonly childPath?: string;
  readonly logger?: Logger;
}

/** Encodings whose times are kept. */
const timed = 9;

/** A cancelled run is given this long to end on its own before its process is killed, in milliseconds. */
const patience = 1000;

/**
 * The inference process as the rest of the program sees it. It starts with the first request and again after a crash, which
 * costs no more than the time of the request it was busy with. Requests run one at a time.
 */
export class InferenceClient implements Disposable {
  readonly #supervisor: InferenceSupervisor;
  readonly #queue = new RequestQueue();
  readonly #changed = new Emitter<InferenceStatus>();
  readonly #active = new Emitter<void>();
  readonly #encodeMs: number[] = [];
  #lastSource: EmbeddingSource | undefined;
  #status: InferenceStatus = { state: 'stopped', attempts: [] };

  /** A request has arrived or been answered; bulk work and encoding in advance do not count. */
  readonly onDidActivity: Event<void> = this.#active.event;
  readonly onDidChangeStatus: Event<InferenceStatus> = this.#changed.event;

  constructor(settings: InferenceSettings, { childPath, logger = silentLogger }: InferenceOptions = {}) {
    this.#supervisor = new InferenceSupervisor(settings, childPath, logger, (status) => {
      this.#setStatus(status);
    });
  }

  get status(): InferenceStatus {
    return this.#status;
  }

  /** Milliseconds in which an image is encoded: the median of the last few; undefined before the first. */
  get encodeMs(): number | undefined {
    return this.#encodeMs.length === 0 ? undefined : quantile(this.#encodeMs, 0.5);
  }

  /** Process id, while there is a process. */
  get pid(): number | undefined {
    return this.#supervisor.pid;
  }

  /** Starts the process without asking anything of it. @throws UserError when no device can run the model */
  start(): Promise<LoadedModel> {
    return this.#add((_api, model) => Promise.resolve(model), neverCancelled, 'interactive');
  }

  /** Encodes the whole image, so that a first preview need not wait. */
  encode(
    image: InferenceImage,
    token: CancellationToken = neverCancelled,
    priority: Exclude<Priority, 'bulk'> = 'interactive',
  ): Promise<EncodeResult> {
    if (priority === 'ahead') return this.#add((api) => this.#encode(api, image), token, priority);
    return this.#add(
      async (api, model) => {
        this.#setStatus({ state: 'encoding', model, attempts: this.#status.attempts, ...lastMsOf(this.#status) });
        const result = await this.#encode(api, image);
        this.#lastSource = result.source;
        return result;
      },
      token,
      priority,
      'encode',
    );
  }

  /**
   * Segments one object per prompt.
   * @param taught the label whose decoder answers; the model's own when left out
   * @throws UserError `bad-prompt`, `cancelled`, `bad-model`, `no-device`, `inference-crashed` when it crashed twice
   */
  segment(
    image: InferenceImage,
    prompts: SegmentRequest['prompts'],
    effort: Effort,
    token: CancellationToken = neverCancelled,
    priority: Priority = 'interactive',
    taught?: TaughtDecoder,
  ): Promise<SegmentResult> {
    const request = { prompts, effort, ...(taught === undefined ? {} : { taught: taught.key }) };
    return this.#add(
      (api) =>
        withTaught(api, taught === undefined ? [] : [taught], () =>
          priority === 'bulk'
            ? api.segment({ ...request, image })
            : withImage(api, image, () => api.segment({ ...request, image: image.key })),
        ),
      token,
      priority,
      effort === 'preview' ? 'preview' : undefined,
    );
  }

  /**
   * Finds taught labels without a prompt: an object for each, in their order.
   * @throws UserError as {@link segment}; `bad-model` for a label that was taught to another model
   */
  find(
    image: InferenceImage,
    taught: readonly TaughtDecoder[],
    token: CancellationToken = neverCancelled,
    priority: Exclude<Priority, 'ahead'> = 'interactive',
  ): Promise<SegmentResult> {
    const keys = taught.map(({ key }) => key);
    const ask = (api: InferenceApi): Promise<SegmentResult> =>
      priority === 'bulk'
        ? api.find({ image, taught: keys })
        : withImage(api, image, () => api.find({ image: image.key, taught: keys }));
    return this.#add((api) => withTaught(api, taught, () => ask(api)), token, priority);
  }

  /** Takes over other settings; the next request starts a process with them. */
  reconfigure(settings: InferenceSettings): void {
    this.#supervisor.reconfigure(settings);
  }

  /** Ends the process, also one that has given up; the next request starts a fresh one. */
  restart(): void {
    this.#supervisor.restart();
  }

  dispose(): void {
    this.#queue.dispose();
    this.#supervisor.dispose();
    this.#changed.dispose();
    this.#active.dispose();
  }

  #add<T>(
    work: (api: InferenceApi, model: LoadedModel) => Promise<T>,
    token: CancellationToken,
    priority: Priority,
    replaceable?: string,
  ): Promise<T> {
    let running = false;
    const perform = async (): Promise<T> => {
      running = true;
      try {
        // Encoding in advance was not requested, so it reports nothing.
        return await (priority === 'ahead' ? this.#performUnseen(work, token) : this.#perform(work, token));
      } finally {
        running = false;
        if (priority === 'interactive') this.#active.fire();
      }
    };
    if (priority === 'interactive') this.#active.fire();
    const onAbandoned = (): void => {
      setTimeout(() => {
        if (running) this.#supervisor.stop();
      }, patience).unref();
    };
    return this.#queue.add(perform, {
      priority,
      token,
      onAbandoned,
      ...(replaceable === undefined ? {} : { replaceable }),
    });
  }

  async #encode(api: InferenceApi, image: InferenceImage): Promise<EncodeResult> {
    const result = await withImage(api, image, () => api.encode(image.key));
    if (result.source === 'model') this.#encodeMs.push(result.ms);
    if (this.#encodeMs.length > timed) this.#encodeMs.shift();
    return result;
  }

  async #performUnseen<T>(
    work: (api: InferenceApi, model: LoadedModel) => Promise<T>,
    token: CancellationToken,
  ): Promise<T> {
    const { process, model } = await this.#supervisor.ensure(token);
    return work(process.api, model);
  }

  async #perform<T>(
    work: (api: InferenceApi, model: LoadedModel) => Promise<T>,
    token: CancellationToken,
    retries = 1,
  ): Promise<T> {
    let model: LoadedModel | undefined;
    try {
      const running = await this.#supervisor.ensure(token);
      model = running.model;
      const start = performance.now();
      const result = await work(running.process.api, model);
      this.#supervisor.succeeded();
      const ms = performance.now() - start;
      const { attempts } = this.#status;
      // What asked nothing of the process says nothing about its speed.
      this.#setStatus({
        ...{ state: 'ready', model, attempts },
        ...(ms < 1 ? lastMsOf(this.#status) : { lastMs: ms }),
        ...(this.#lastSource === undefined ? {} : { lastSource: this.#lastSource }),
      });
      return result;
    } catch (error) {
      const crashed = error instanceof UserError && error.code === 'inference-crashed';
      if (crashed && retries > 0 && !token.isCancellationRequested)
        return await this.#perform(work, token, retries - 1);
      if (!crashed && model !== undefined) this.#setStatus({ state: 'ready', model, attempts: this.#status.attempts });
      throw error;
    }
  }

  #setStatus(status: InferenceStatus): void {
    this.#status = status;
    this.#changed.fire(status);
  }
}

/** Calls the process, giving it the image when it does not know it (any more). */
async function withImage<T>(api: InferenceApi, image: InferenceImage, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (!(error instanceof UserError) || error.code !== 'not-found') throw error;
    await api.setImage(image);
    return await call();
  }
}

/** Calls the process, giving it the labels when it does not know them (any more). */
async function withTaught<T>(api: InferenceApi, taught: readonly TaughtDecoder[], call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (taught.length === 0 || !(error instanceof UserError) || error.code !== 'not-found') throw error;
    for (const each of taught) await api.setTaught(each);
    return await call();
  }
}

function lastMsOf(status: InferenceStatus): { lastMs?: number } {
  return 'lastMs' in status ? { lastMs: status.lastMs } : {};
}
