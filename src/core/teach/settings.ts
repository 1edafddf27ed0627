/** How labels are learnt; docs/teaching.md tells what was measured. */
export interface TeachSettings {
  /** Of everything random. */
  readonly seed: string;
  /** Steps of one training. */
  readonly steps: number;
  /** Part of the examples that is held out, where there are enough to hold some out. */
  readonly holdout: number;
  /** Most regions along a side that images are taken in: 1 for whole images alone. */
  readonly tiles: 1 | 2 | 3 | 4;
  /** Whether the model may be asked again about what is found, with its bounds as a box. */
  readonly secondAnswer: boolean;
}

export const defaultSettings: TeachSettings = { seed: '0', steps: 80, holdout: 0.25, tiles: 4, secondAnswer: true };

/** With fewer examples, all of them teach, and each is held out once. */
export const fewExamples = 20;
/** Parts that few examples are held out in. */
export const folds = 3;
/** Fewer examples say nothing of others. */
export const leastExamples = 3;
/** An interval of fewer held-out images would be a guess. */
export const leastForInterval = 5;

/** Of one training; `keep` is what stays of the average of the weights at each step. */
export const schedule = { batch: 6, rate: 5e-4, warm: 0.05, clip: 1, keep: 0.95 };
/** Parts of the steps after which a training is measured; what did best is kept. */
export const checkpoints = [0.4, 0.7, 1];
/** Copies of an example that are made at most, itself included, and the bytes that all embeddings may take. */
export const copies = { most: 6, bytes: 384 * 2 ** 20 };
/** Bytes of the weights of a taught label, in half precision: larger weights stay as they are. */
export const mostBytes = 4_000_000;
