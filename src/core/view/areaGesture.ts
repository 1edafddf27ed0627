import type { Point } from '../geometry/rect';
import type { AreaTool } from './tool';

/** A press, move or release of the pointer with a tool that draws an area or a scribble. */
export type AreaEffect = { readonly kind: 'area' } & (
  | {
      readonly phase: 'press';
      readonly tool: AreaTool;
      readonly at: Point;
      readonly erases: boolean;
      /** Object that is changed; null for a new one. */
      readonly objectId: string | null;
    }
  | { readonly phase: 'move' | 'release'; readonly at: Point }
  | { readonly phase: 'cancel' }
);

/** What is being drawn with such a tool. Points are in image coordinates. */
export interface AreaDraft {
  readonly tool: AreaTool;
  readonly objectId: string | null;
  readonly erases: boolean;
  /** The line of a lasso or a scribble, the corners of a polygon, or the two ends of a drag. */
  readonly points: readonly Point[];
  /** The corner that the pointer holds; undefined while it is released. */
  readonly held?: number | undefined;
  /** Whether it was pressed on the corner, which has not moved since: that confirms a polygon. */
  readonly confirms?: boolean;
  /** Steps by which the threshold was moved. */
  readonly level: number;
}

/** @returns `done` what is to be made of the draft now; `draft` what stays on the screen */
interface AreaStep {
  readonly draft?: AreaDraft;
  readonly done?: AreaDraft;
}

type Press = Extract<AreaEffect, { phase: 'press' }>;

/**
 * What a press makes of a draft. A polygon gets a corner, or has the corner at the pointer in its hand; a press inside a
 * threshold's box confirms it.
 * @param reach in image pixels along each axis: how near a press must be to a corner
 */
export function pressArea(draft: AreaDraft | undefined, press: Press, reach: Point): AreaStep {
  const { tool, at, erases, objectId } = press;
  const begun: AreaDraft = { tool, objectId, erases, level: 0, points: tool === 'polygon' ? [at] : [at, at], held: 0 };
  if (draft?.tool !== tool) return { draft: begun };
  if (tool === 'threshold') return isBetween(draft.points, at) ? { done: draft } : { draft: begun };
  if (tool !== 'polygon') return { draft: begun };
  const { points } = draft;
  const corner = points.findIndex((each) => isWithin(reach, each, at));
  if (corner < 0) return { draft: { ...draft, points: [...points, at], held: points.length, confirms: false } };
  const isEnd = corner === 0 || corner === points.length - 1;
  return { draft: { ...draft, held: corner, confirms: isEnd && points.length >= 3 } };
}

/** @param reach in image pixels along each axis: how far a corner moves before it counts as moved */
export function moveArea(draft: AreaDraft, at: Point, reach: Point): AreaDraft {
  const { tool, points, held } = draft;
  if (held === undefined) return draft;
  switch (tool) {
    case 'lasso':
    case 'scribble':
      return { ...draft, points: [...points, at] };
    case 'polygon':
      if (draft.confirms === true && isWithin(reach, points[held]!, at)) return draft;
      return { ...draft, points: points.with(held, at), confirms: false };
    case 'fill':
      return draft;
    case 'wand':
    case 'threshold':
      return { ...draft, points: [points[0]!, at] };
  }
}

/** What a release makes of a draft: polygons and thresholds wait to be confirmed, all others are done. */
export function releaseArea(draft: AreaDraft): AreaStep {
  const { tool, confirms } = draft;
  const released: AreaDraft = { ...draft, held: undefined, confirms: false };
  if (tool === 'polygon') return confirms === true ? { done: released } : { draft: released };
  if (tool === 'threshold') return { draft: released };
  return { done: released };
}

/** The points of a scribble that the model is given: evenly along its line, both ends among them. */
export function scribblePoints(line: readonly Point[], spacing: number, most = 8): Point[] {
  const lengths = [0];
  for (const [i, point] of line.entries()) if (i > 0) lengths.push(lengths[i - 1]! + distance(line[i - 1]!, point));
  const length = lengths.at(-1)!;
  const count = Math.min(most, Math.floor(length / spacing) + 1);
  if (count < 2) return [line[Math.floor(line.length / 2)]!];
  return Array.from({ length: count }, (_, i) => {
    const along = (length * i) / (count - 1);
    const next = Math.max(
      1,
      lengths.findIndex((each) => each >= along),
    );
    const [a, b] = [line[next - 1]!, line[next]!];
    const span = lengths[next]! - lengths[next - 1]!;
    const part = span === 0 ? 0 : (along - lengths[next - 1]!) / span;
    return { x: a.x + part * (b.x - a.x), y: a.y + part * (b.y - a.y) };
  });
}

function isBetween([a, b]: readonly Point[], { x, y }: Point): boolean {
  if (a === undefined || b === undefined) return false;
  return (x - a.x) * (x - b.x) <= 0 && (y - a.y) * (y - b.y) <= 0;
}

function isWithin(reach: Point, a: Point, b: Point): boolean {
  return Math.hypot((a.x - b.x) / reach.x, (a.y - b.y) / reach.y) <= 1;
}

function distance(a: Point, b: Point): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}
