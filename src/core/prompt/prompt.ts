import { isSameRect, type Point, type Rect } from '../geometry/rect';
import type { RunLengthMask } from '../mask/runLength';

/** A click in continuous image coordinates; the centre of pixel (0, 0) is (0.5, 0.5). */
export interface PointPrompt extends Point {
  readonly positive: boolean;
}

/** Clicks that one object can have. */
export const maxPoints = 256;

/** What a person says about one object on one slice. Box corners and points are in continuous image coordinates. */
export interface Prompt {
  readonly box?: Rect;
  readonly points: readonly PointPrompt[];
  /** Which of a model's candidates is meant, where it answers clicks with several: 1, the likeliest, when absent. */
  readonly candidate?: number;
}

/** A prompt in a plane across the slices, in the coordinates of its image: x along a column or row, y through the slices. */
export interface PlanePrompt {
  /** 0: the plane goes through column `index` of each slice; 1: through row `index`. */
  readonly normal: 0 | 1;
  readonly index: number;
  readonly prompt: Prompt;
  /** Its place among the model's answers to the clicks; absent where there was but one way to answer. */
  readonly candidate?: CandidatePlace;
}

/** What is asked for one object: a person's prompt, and where an answer is to be improved on, that answer. */
export interface SegmentPrompt extends Prompt {
  /** Of the image's size. */
  readonly previous?: RunLengthMask;
}

/** The place of an answer among the candidates that a model trained with boxes alone has for clicks. */
export interface CandidatePlace {
  /** From 1, the likeliest. */
  readonly rank: number;
  readonly count: number;
}

/** The rank of the next or the previous candidate, going round at the ends. */
export function nextCandidate({ rank, count }: CandidatePlace, step: 1 | -1): number {
  return ((rank - 1 + step + count) % count) + 1;
}

export function isEmptyPrompt(prompt: Prompt): boolean {
  return prompt.box === undefined && prompt.points.length === 0;
}

/** Whether `next` says all that `prompt` says of a mask, and adds clicks; a mask without a prompt was drawn by hand. */
export function isCorrection(prompt: Prompt, next: Prompt): boolean {
  const { box, points } = prompt;
  return (
    next.points.length > points.length &&
    points.every((point, i) => isSamePoint(point, next.points[i])) &&
    (box === undefined ? next.box === undefined : next.box !== undefined && isSameRect(box, next.box))
  );
}

function isSamePoint(a: PointPrompt, b: PointPrompt | undefined): boolean {
  return a.x === b?.x && a.y === b.y && a.positive === b.positive;
}
