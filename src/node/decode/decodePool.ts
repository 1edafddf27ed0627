import { t } from '../../core/text/message';
import { bundledFile } from '../process/productPaths';
import { WorkerThread } from '../process/workerThread';
import { processWide } from '../processWide';
import type { DecodeApi, OpenAs, OpenReply } from './decodeApi';

/** Milliseconds for a slice, far beyond the slowest: CharLS can compute for minutes on broken JPEG-LS. */
const slowestSlice = 120_000;

/** A worker thread with the images that it holds open. */
class Decoder extends WorkerThread<DecodeApi> {
  /** Images that are open or being opened: a measure of what the worker has to do. */
  load = 0;

  constructor(script: string, onEnd: (decoder: Decoder) => void) {
    super({
      script,
      name: t`image decoder`,
      advice: t`Close the image and open it again.`,
      onEnd: () => {
        onEnd(this);
      },
    });
  }
}

/** An image held open by one of the pool's workers. */
export interface PooledImage extends OpenReply {
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
    this.#workerPath = options.workerPath ?? bundledFile('decode.worker.js');
  }

  /** @throws UserError that names the file, as `DecodeApi.open` */
  async open(file: string, as: OpenAs = {}): Promise<PooledImage> {
    const decoder = this.#choose();
    decoder.load++;
    try {
      const opened = await decoder.call((api) => api.open(file, as));
      return {
        ...opened,
        call: (work) => decoder.call(work, this.#callLimit),
        close: () => {
          decoder.load--;
          if (decoder.isAlive) void decoder.call((api) => api.close(opened.id)).catch(() => undefined);
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

/** The decode threads of this process. */
export const decodePool = processWide(
  () => new DecodePool(),
  (pool) => pool.close(),
);
