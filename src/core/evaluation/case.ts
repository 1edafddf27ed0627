import type { RunLengthMask } from '../mask/runLength';
import type { Overlap } from '../metrics/overlap';
import type { Prompt } from '../prompt/prompt';
import type { Signals } from '../quality/signals';
import type { Looseness } from './protocol';
import type { Score } from './score';

/** One reference mask, of a slice or of a volume, asked for in one way. */
export interface Case {
  readonly set: string;
  /** Paths relative to the set. */
  readonly image: string;
  /** Of an image that is a slice of a DICOM series, the file that stands for the series. */
  readonly series?: string;
  readonly mask: string;
  /** Name of the protocol. */
  readonly protocol: string;
  /** Area or volume of the reference as a share of the image, 0 to 1. */
  readonly size: number;
  readonly score: Score;
  /** Score of the naive answer: the ellipse inscribed in the prompt's box, or in the exact box where the prompt has none. */
  readonly baseline: Score;
  /** Estimate of the Dice coefficient: from the signals, or the model's own where there are none. */
  readonly quality?: number;
  /** The evidence for the quality estimate, if requested. */
  readonly signals?: Signals;
  readonly looseness?: Looseness;
  /** Agreement after each click, where clicks correct. */
  readonly clicks?: readonly Overlap[];
  /** Of an object of a volume, the agreement after propagating the boxes and after each correction. */
  readonly steps?: readonly Overlap[];
  /** Of an object of a volume, the slice that prompt, answer and reference are of: the one with the most wrong pixels. */
  readonly slice?: number;
  /** The prompt of the answer, in image coordinates. */
  readonly prompt: Prompt;
  readonly answer: RunLengthMask;
  readonly reference: RunLengthMask;
}

/** Clicks after which a dialogue is scored. */
export const scoredClicks = 5;
