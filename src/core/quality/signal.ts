import type { Prompt } from '../prompt/prompt';
import type { Message } from '../text/message';
import type { CloseUp } from './closeUp';

/** What is known of a mask whose quality is estimated. Logits are low-resolution grids of one frame, positive inside. */
export interface Evidence {
  readonly prompt: Prompt;
  readonly closeUp: CloseUp;
  readonly logits: Float32Array;
  /** The model's own estimate of the Dice coefficient, where it makes one. */
  readonly head?: number;
  /** Answers to the prompt's box moved and scaled a little; absent where the prompt has no box. */
  readonly jittered?: readonly Float32Array[];
}

/** Something that distinguishes good masks from poor ones. */
export interface Signal {
  /** 0 to 1, more is better; undefined where the evidence for it is missing. */
  readonly measure: (evidence: Evidence) => number | undefined;
  /** A lower value is reported, however little it weighs in the estimate. */
  readonly flag?: number;
  /** What a low value says of a mask, in words that follow “The mask”. */
  readonly reason: (value: number) => Message;
}
