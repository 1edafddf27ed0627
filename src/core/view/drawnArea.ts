import { rectFromCorners, type Point } from '../geometry/rect';
import type { Area } from '../image/area/area';
import { classRange } from '../image/area/classRange';
import type { Slice } from '../image/slice';
import type { ValueRange } from '../image/valueRange';
import type { AreaDraft } from './areaGesture';

/** What a draft depends on besides its points. */
export interface Drawing {
  /** Undefined where its values are not at hand. */
  readonly slice: Slice | undefined;
  /** Values between black and white. */
  readonly span: number;
  /** Screen pixels of an image pixel. */
  readonly scale: number;
  /** The range that the brush is limited to. */
  readonly range: ValueRange | null;
}

/** Shares of the window: the tolerance of a wand that was only pressed, and what each screen pixel of a drag adds. */
const leastTolerance = 0.05;
const tolerancePerPixel = 1 / 400;

/** The area that a draft stands for; undefined where it has none yet. */
export function areaOfDraft({ tool, points, level }: AreaDraft, drawing: Drawing): Area | undefined {
  const [start, end = start] = points;
  if (start === undefined || end === undefined) return undefined;
  switch (tool) {
    case 'lasso':
    case 'polygon':
      return points.length < 3 ? undefined : { kind: 'polygon', points: points.map(pair) };
    case 'fill':
      return { kind: 'hole', at: pair(start) };
    case 'wand':
      return { kind: 'region', at: pair(start), tolerance: toleranceOf(start, end, drawing) };
    case 'threshold': {
      const box = rectFromCorners(start, end);
      const range = drawing.range ?? (drawing.slice && classRange(drawing.slice, box, level));
      return range && { kind: 'threshold', box: [box.x0, box.y0, box.x1, box.y1], range };
    }
    case 'scribble':
      return undefined;
  }
}

function toleranceOf(start: Point, end: Point, { span, scale }: Drawing): number {
  const dragged = Math.hypot(end.x - start.x, end.y - start.y) * scale;
  return span * (leastTolerance + dragged * tolerancePerPixel);
}

function pair({ x, y }: Point): [number, number] {
  return [x, y];
}
