import type { RgbImage } from '../image/rgbImage';
import type { RunLengthMask } from '../mask/runLength';
import type { TeachSettings } from '../teach/settings';
import type { Learnt } from '../teach/lab';
import type { Device } from './inferenceApi';

/** An example of a label: an image as the model sees it, and the label's mask in it. */
export interface GivenExample {
  readonly image: RgbImage;
  /** Of the image's size. */
  readonly mask: RunLengthMask;
  /** Examples of one group, such as slices of one series, are never split from each other. */
  readonly group: string;
}

export interface TeachRequest {
  /** Absolute path of a model folder. */
  readonly modelDir: string;
  /** One that is known to run the model. */
  readonly device: Device;
  /** Threads of one run; the process's default when left out. */
  readonly threads?: number;
  readonly examples: readonly GivenExample[];
  readonly settings: TeachSettings;
  /** The label as it was taught before: its weights, how it sees images, and the indices of the examples that taught it. */
  readonly former?: {
    readonly weights: Uint8Array;
    readonly tiles: number;
    readonly secondAnswer?: boolean;
    readonly taught: readonly number[];
  };
}

/** What the teaching process does for its parent. It is ended to cancel. */
export interface TeachApi {
  /** @throws UserError `bad-model` for a decoder that cannot be trained, `no-device` */
  teach(request: TeachRequest): Promise<Learnt>;
}

/** What the parent does for the teaching process. */
export interface TeachListener {
  /**
   * @param done the part that is done, 0..1
   * @param dice mean of the held-out examples at the last measurement
   * @param curve the same of each checkpoint of the training so far
   */
  onProgress(done: number, dice?: number, curve?: readonly number[]): Promise<void>;
}
