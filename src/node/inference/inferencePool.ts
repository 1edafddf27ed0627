import type { Disposable } from '../../core/base/disposable';
import { UserError } from '../../core/base/error';
import type { LoadedModel } from '../../core/protocol/inferenceApi';
import { InferenceClient, type InferenceOptions } from './inferenceClient';
import type { InferenceSettings } from './inferenceSettings';
import { defaultThreads } from './threads';

/** Bytes that all inference processes of a pool may hold when they have loaded the model. */
const memory = 2 ** 30;
/** More processes than this wait for files more than they gain. */
const mostProcesses = 4;

interface Member {
  readonly client: Pick<InferenceClient, 'segment' | 'find'>;
  /** Requests that it has not answered yet. */
  pending: number;
}

/**
 * Inference for bulk work. On the CPU the threads of one run wait for each other at every operator, so that several images at
 * a time, each by a process of fewer threads, are done in less time than one after the other by all threads: on two cores,
 * two processes of one thread gave 1.7 times as many answers a second as one of two. A GPU, or a model too large to be loaded twice, works alone.
 */
export class InferencePool implements Disposable {
  readonly #first: InferenceClient;
  readonly #settings: InferenceSettings;
  readonly #options: InferenceOptions;
  #more: readonly InferenceClient[] = [];
  #members: readonly Member[];
  #model: Promise<LoadedModel> | undefined;

  /**
   * @param first may have other users, and survives the pool
   * @param settings those of `first`
   */
  constructor(first: InferenceClient, settings: InferenceSettings, options: InferenceOptions = {}) {
    this.#first = first;
    this.#settings = settings;
    this.#options = options;
    this.#members = [{ client: first, pending: 0 }];
  }

  /** Number of images that are worked on at the same time, once it has started. */
  get size(): number {
    return this.#members.length;
  }

  /** Starts the first process, which determines how many there may be; the others start with their first requests. */
  start(): Promise<LoadedModel> {
    this.#model ??= this.#start().catch((error: unknown) => {
      this.#model = undefined;
      throw error;
    });
    return this.#model;
  }

  /** Segments as {@link InferenceClient.segment}, by the process that has least to do. */
  readonly segment: InferenceClient['segment'] = (...request) => this.#ask((client) => client.segment(...request));

  /** Finds as {@link InferenceClient.find}, by the process that has least to do. */
  readonly find: InferenceClient['find'] = (...request) => this.#ask((client) => client.find(...request));

  async #ask<T>(work: (client: Member['client']) => Promise<T>): Promise<T> {
    const member = this.#members.reduce((least, each) => (each.pending < least.pending ? each : least));
    member.pending++;
    try {
      return await work(member.client);
    } catch (error) {
      if (member.client === this.#first || !isOfProcess(error)) throw error;
      // There may be no memory for another process. What the first cannot do either fails there.
      this.#members = this.#members.filter((each) => each !== member);
      return await work(this.#first);
    } finally {
      member.pending--;
    }
  }

  dispose(): void {
    for (const client of this.#more) client.dispose();
  }

  async #start(): Promise<LoadedModel> {
    const model = await this.#first.start();
    const threads = this.#settings.threads ?? defaultThreads();
    const size = model.device === 'cpu' ? poolSize(threads, model.memory) : 1;
    const share = { ...this.#settings, device: model.device, threads: Math.max(1, Math.floor(threads / size)) };
    this.#more = Array.from({ length: size - 1 }, () => new InferenceClient(share, this.#options));
    this.#members = [{ client: this.#first, pending: 0 }, ...this.#more.map((client) => ({ client, pending: 0 }))];
    return model;
  }
}

/** Runs `work` with a pool around a client, whose further processes end with it. */
export async function withPool<T>(
  first: InferenceClient,
  settings: InferenceSettings,
  work: (pool: InferencePool) => Promise<T>,
): Promise<T> {
  const pool = new InferencePool(first, settings);
  try {
    return await work(pool);
  } finally {
    pool.dispose();
  }
}

/**
 * Processes that share the threads.
 * @param bytes what one of them holds
 */
export function poolSize(threads: number, bytes: number): number {
  return Math.max(1, Math.min(threads, mostProcesses, Math.floor(memory / bytes)));
}

function isOfProcess(error: unknown): boolean {
  return error instanceof UserError && (error.code === 'inference-crashed' || error.code === 'no-device');
}
