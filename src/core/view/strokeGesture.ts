import type { Point } from '../geometry/rect';

/** Where a brush is: in image coordinates, and how hard a pen is pressed, from 0 to 1. */
interface BrushPlace {
  readonly at: Point;
  readonly pressure: number;
}

export type StrokeEffect =
  | ({
      readonly kind: 'stroke';
      readonly phase: 'begin';
      readonly erases: boolean;
      /** Whether the stroke is one straight line, from the end of the stroke before where there is one. */
      readonly straight: boolean;
      /** Object that is painted; null for a new one. */
      readonly objectId: string | null;
    } & BrushPlace)
  | ({ readonly kind: 'stroke'; readonly phase: 'move' } & BrushPlace)
  | { readonly kind: 'stroke'; readonly phase: 'end' | 'cancel' };

/** A press with brush or eraser. */
interface BrushPress {
  readonly tool: 'brush' | 'eraser';
  readonly at: Point;
  readonly alt: boolean;
  readonly shift?: boolean | undefined;
  readonly pressure?: number | undefined;
  /** The selected object of the slice. */
  readonly selected: string | undefined;
  /** The object under the pointer. */
  readonly hit: string | undefined;
}

/**
 * What a press begins: a stroke on the selected object, else on a new one. Alt turns one tool into the other. An eraser without
 * a selected object takes the one that is under it; undefined where there is none.
 */
export function strokeBegun(press: BrushPress): StrokeEffect | undefined {
  const { tool, at, alt, shift = false, pressure = 1, selected, hit } = press;
  const erases = (tool === 'eraser') !== alt;
  const objectId = selected ?? (erases ? (hit ?? null) : null);
  if (erases && objectId === null) return undefined;
  return { kind: 'stroke', phase: 'begin', at, pressure, erases, straight: shift, objectId };
}

/** What a move or a release does. A pen that is lifted has no pressure any more: its stroke ends where it was last. */
export function strokeMoved(kind: 'move' | 'up', at: Point, pressure: number | undefined): StrokeEffect[] {
  const move: StrokeEffect = { kind: 'stroke', phase: 'move', at, pressure: pressure ?? 1 };
  if (kind === 'move') return [move];
  return [...(pressure === undefined ? [move] : []), { kind: 'stroke', phase: 'end' }];
}
