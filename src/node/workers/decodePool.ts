import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { messageOf, UserError } from '../../core/base/error';
import { connect, type RemotePeer } from '../../core/protocol/rpc';
import type { DecodeApi, OpenedFile } from './decodeApi';
import { threadPort } from './threadPort';

const workerName = 'decode.worker.js';

/** Milliseconds for a slice, far beyond the slowest: CharLS can compute for minutes on broken JPEG-LS. */
const slowestSlice = 120_000;

/** A worker thread with the images that it holds open. */
class Decoder {
  readonly #worker: Worker;
  readonly #peer: RemotePeer<DecodeApi>;
  readonly #onEnd: (decoder: Decoder) => void;
  /** Images that are open or being opened: a measure of what the worker has to do. */
  load = 0;
  alive = true;

  constructor(workerPath: string, onEnd: (decoder: Decoder) => void) {
    this.#worker = new Worker(workerPath);
    this.#worker.unref();
    this.#peer = connect<DecodeApi>(threadPort(this.#worker));
    this.#onEnd = onEnd;
    this.#worker.on('error', (error) => {
      this.#end(messageOf(error));
    });
    this.#worker.on('exit', (code) => {
      this.#end(`exit code ${code}`);
    });
  }

  #end(reason: string): void {
    if (!this.alive) return;
    this.alive = false;
    this.#onEnd(this);
    this.#peer.fail(stopped(reason));
  }

  /**
   * Calls the worker. It keeps the process alive only while it owes an answer.
   * @param limit milliseconds after which the worker is ended: a codec that computes cannot be asked to stop
   */
  async call<T>(work: (api: DecodeApi) => Promise<T>, limit?: number): Promise<T> {
    if (!this.alive) throw stopped('it ended earlier');
    this.#worker.ref();
    const timer = limit === undefined ? undefined : setTimeout(() => void this.#tooSlow(limit), limit);
    try {
      return await work(this.#peer.api);
    } finally {
      clearTimeout(timer);
      if (this.#peer.pending === 0) this.#worker.unref();
    }
  }

  async #tooSlow(limit: number): Promise<void> {
    this.#end(`it took longer than ${limit / 1000} s; the file may be damaged`);
    await this.#worker.terminate();
  }

  async end(): Promise<void> {
    this.alive = false;
    this.#peer.dispose();
    await this.#worker.terminate();
  }
}

function stopped(reason: string): UserError {
  return new UserError('unreadable', {
    problem: `The image decoder stopped (${reason}).`,
    advice: 'Close the image and open it again.',
  });
}

/** An image held open by one of the pool's workers. */
export interface PooledImage extends OpenedFile {
  call<T>(work: (api: DecodeApi) => Promise<T>): Promise<T>;
  close(): void;
}

/** Decodes in at most `size` threads. An image stays with the thread that opened it, and goes to the one with the fewest. */
export class DecodePool {
  readonly #decoders = new Set<Decoder>();
  readonly #size: number;
  readonly #workerPath: string;
  readonly #callLimit: number;

  constructor(options: { size?: number; workerPath?: string; callLimit?: number } = {}) {
    this.#size = options.size ?? 2;
    this.#callLimit = options.callLimit ?? slowestSlice;
    this.#workerPath = options.workerPath ?? findWorker();
  }

  /** @throws UserError that names the file */
  async open(file: string): Promise<PooledImage> {
    const decoder = this.#choose();
    decoder.load++;
    try {
      const opened = await decoder.call((api) => api.open(file));
      return {
        ...opened,
        call: (work) => decoder.call(work, this.#callLimit),
        close: () => {
          decoder.load--;
          if (decoder.alive) void decoder.call((api) => api.close(opened.id)).catch(() => undefined);
        },
      };
    } catch (error) {
      decoder.load--;
      throw error;
    }
  }

  /** Runs work that needs no open image on the thread with the fewest. @throws what `work` throws */
  async run<T>(work: (api: DecodeApi) => Promise<T>): Promise<T> {
    const decoder = this.#choose();
    decoder.load++;
    try {
      return await decoder.call(work, this.#callLimit);
    } finally {
      decoder.load--;
    }
  }

  /** Ends all threads; images that are still open cannot be read any more. */
  async close(): Promise<void> {
    const decoders = [...this.#decoders];
    this.#decoders.clear();
    await Promise.all(decoders.map((decoder) => decoder.end()));
  }

  #choose(): Decoder {
    const idle = [...this.#decoders].sort((a, b) => a.load - b.load)[0];
    if (idle !== undefined && (idle.load === 0 || this.#decoders.size >= this.#size)) return idle;
    const decoder = new Decoder(this.#workerPath, (ended) => this.#decoders.delete(ended));
    this.#decoders.add(decoder);
    return decoder;
  }
}

/** The worker's bundle: beside the running bundle, or in the `dist` folder of a parent when run from the sources. */
function findWorker(): string {
  const here = path.dirname(fileURLToPath(import.meta.url));
  const candidates = [path.join(here, workerName)];
  for (let folder = here; folder !== path.dirname(folder); folder = path.dirname(folder)) {
    candidates.push(path.join(folder, 'dist', workerName));
  }
  const found = candidates.find((candidate) => existsSync(candidate));
  if (found === undefined) throw new Error(`${workerName} is missing: run \`npm run build\`.`);
  return found;
}
