import type { SegmentPrompt } from '../prompt/prompt';

/** Mean Dice of held-out objects from a prompt, by the base model and by the label's own decoder. */
export interface PromptScore {
  readonly base: number;
  readonly taught: number;
}

/** By kinds of prompts: a box as a user draws it, and one click. Without a kind that the model was not trained for. */
export interface PromptScores {
  readonly box?: PromptScore | undefined;
  readonly point?: PromptScore | undefined;
}

/** The label's own decoder has to be better by this much. */
const leastGain = 0.005;

/** Whether the label's own decoder did better on held-out objects with a first prompt of this kind. Corrections are the model's. */
export function isAnsweredByLabel(scores: PromptScores | undefined, { box, points, previous }: SegmentPrompt): boolean {
  if (previous !== undefined) return false;
  const score = box === undefined ? (points.length === 1 ? scores?.point : undefined) : scores?.box;
  return score !== undefined && score.taught > score.base + leastGain;
}
