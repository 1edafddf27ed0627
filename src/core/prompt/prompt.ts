import type { Point, Rect } from '../geometry/rect';

/** A click in continuous image coordinates; the centre of pixel (0, 0) is (0.5, 0.5). */
export interface PointPrompt extends Point {
  readonly positive: boolean;
}

/** What a person says about one object on one slice. Box corners and points are in continuous image coordinates. */
export interface Prompt {
  readonly box?: Rect;
  readonly points: readonly PointPrompt[];
}

export function isEmptyPrompt(prompt: Prompt): boolean {
  return prompt.box === undefined && prompt.points.length === 0;
}
