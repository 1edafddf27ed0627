import type { CancellationToken } from '../base/cancellation';
import type { SamUnet } from '../model/samUnet';
import type { TensorSession } from '../model/runtime';
import type { DecoderBase, Weights } from './decoderBase';
import type { Example } from './example';
import type { PromptScores } from './promptScores';
import type { TeachSettings } from './settings';

/** What a label is learnt with. */
export interface Lab {
  readonly model: SamUnet;
  readonly base: DecoderBase;
  /** Loads a graph on the device that runs the model. */
  readonly load: (graph: Uint8Array) => Promise<TensorSession>;
  /** The label as it was taught before: its weights, how it sees images, and which of the examples taught it. */
  readonly former?: {
    readonly weights: Weights;
    readonly tiles: number;
    readonly secondAnswer?: boolean;
    readonly taught: ReadonlySet<number>;
  };
}

/** An example, and what it must not be split from. */
export interface TeachExample extends Example {
  readonly group: string;
}

/** How one held-out example was answered. */
export interface HeldOut {
  /** Index of the example. */
  readonly example: number;
  /** Dice by the base model, by the label as it was before where that had not learnt from the example, and by the label. */
  readonly base: number;
  readonly former?: number;
  readonly after: number;
  /** What the label's decoder estimates that Dice to be. */
  readonly quality?: number;
}

export interface Learnt {
  /** A safetensors file of the changed weights. */
  readonly weights: Uint8Array;
  readonly tiles: number;
  /** Whether the model is asked again about what is found, which did better. */
  readonly secondAnswer: boolean;
  /** Steps of the training that gave the weights. */
  readonly steps: number;
  readonly heldOut: readonly HeldOut[];
  /** How well held-out objects were segmented from a prompt, by kinds of prompts that the model was trained for. */
  readonly prompts: PromptScores;
}

export interface TeachHooks {
  /**
   * Called with the part that is done, 0..1, the held-out Dice of the last measurement, and that of each checkpoint of the
   * training so far, over the examples that were held out until now.
   */
  readonly onProgress?: (done: number, dice?: number, curve?: readonly number[]) => void;
  readonly token: CancellationToken;
}

/** What trainings of one label share. */
export interface School {
  readonly lab: Lab;
  /** Of the training graph. */
  readonly session: TensorSession;
  readonly settings: TeachSettings;
  readonly hooks: TeachHooks;
}
