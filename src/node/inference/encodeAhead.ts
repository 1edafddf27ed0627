import type { Disposable } from '../../core/base/disposable';
import { isCancellation } from '../../core/base/error';
import type { EncodeResult, InferenceImage } from '../../core/protocol/inferenceApi';
import type { InferenceClient } from './inferenceClient';

/** Decodes an image that may be wanted soon. */
export type Upcoming = () => Promise<InferenceImage>;

/** Longest encode that may delay a prompt, in milliseconds. */
const unnoticed = 150;
/** Idle time before a slice is encoded in advance, in milliseconds: for quick and for slow models. */
const pauses = { quick: 150, slow: 3000 } as const;

/**
 * Encodes images in advance, one at a time, while the model is idle. A run cannot be
 * interrupted, so one that would be felt waits until the person has been idle for some seconds.
 */
export class EncodeAhead implements Disposable {
  readonly #client: Pick<InferenceClient, 'encode' | 'onDidActivity' | 'status'>;
  readonly #subscription: Disposable;
  #upcoming: readonly Upcoming[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;
  #running = false;
  /** Milliseconds of the last encode that actually ran; undefined before the first, which counts as slow. */
  #encodeMs: number | undefined;

  constructor(client: Pick<InferenceClient, 'encode' | 'onDidActivity' | 'status'>) {
    this.#client = client;
    this.#subscription = client.onDidActivity(() => {
      this.#rest();
    });
  }

  /**
   * Takes the place of what was planned before.
   * @param shown the result of encoding the current image
   * @param upcoming likeliest first
   */
  plan(shown: EncodeResult, upcoming: readonly Upcoming[]): void {
    this.#note(shown);
    this.#upcoming = upcoming;
    this.#rest();
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#upcoming = [];
    clearTimeout(this.#timer);
  }

  /** Goes on after a pause that begins now. */
  #rest(): void {
    clearTimeout(this.#timer);
    if (this.#running || this.#upcoming.length === 0) return;
    const isQuick = this.#encodeMs !== undefined && this.#encodeMs <= unnoticed;
    this.#timer = setTimeout(() => void this.#next(), isQuick ? pauses.quick : pauses.slow);
  }

  async #next(): Promise<void> {
    const plan = this.#upcoming;
    const [first, ...rest] = plan;
    // A model that is not loaded is not loaded for this.
    if (first === undefined || this.#client.status.state !== 'ready') return;
    this.#running = true;
    const image = await first().catch(() => undefined);
    const isWanted = (): boolean => this.#upcoming === plan;
    // Read errors are reported when the image is shown.
    const done = image === undefined || (isWanted() && (await this.#encode(image)));
    if (done && isWanted()) this.#upcoming = rest;
    this.#running = false;
    this.#rest();
  }

  /** @returns false if it was dropped for an explicit request */
  async #encode(image: InferenceImage): Promise<boolean> {
    try {
      this.#note(await this.#client.encode(image, undefined, 'ahead'));
      return true;
    } catch (error) {
      return !isCancellation(error);
    }
  }

  #note({ ms, source }: EncodeResult): void {
    if (source === 'model') this.#encodeMs = ms;
  }
}
