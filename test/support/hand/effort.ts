import type { Point } from '../../../src/core/geometry/rect';

/**
 * Seconds that gestures take a practised user with a mouse, by the keystroke-level model (Card, Moran and Newell, Communications
 * of the ACM 23, 1980): pointing 1.1, a button 0.1 down and 0.1 up, a key 0.2, drawing 0.9 for each straight piece of a line
 * and 0.16 for each centimetre of it. The model's time for thinking and its waits for the machine are left out.
 */
export const secondsOf = { point: 1.1, button: 0.2, key: 0.2, piece: 0.9, centimetre: 0.16 };

/** CSS defines a pixel as 1/96 of an inch. */
const pixelsPerCentimetre = 96 / 2.54;

/** Seconds of a drag along a line. @param path in CSS pixels */
export function secondsToDraw(path: readonly Point[]): number {
  const pieces = simplified(path, 4);
  const length = pieces.slice(1).reduce((sum, at, i) => sum + distance(at, pieces[i]!), 0) / pixelsPerCentimetre;
  return (
    secondsOf.point +
    secondsOf.button +
    secondsOf.piece * Math.max(pieces.length - 1, 1) +
    secondsOf.centimetre * length
  );
}

/**
 * A line with as few corners as keep it within a tolerance of the original (Ramer 1972; Douglas and Peucker 1973).
 */
function simplified(path: readonly Point[], tolerance: number): readonly Point[] {
  if (path.length < 3) return path;
  const [first, last] = [path[0]!, path.at(-1)!];
  let [farthest, most] = [0, 0];
  for (let i = 1; i < path.length - 1; i++) {
    const off = offLine(path[i]!, first, last);
    if (off > most) [farthest, most] = [i, off];
  }
  if (most <= tolerance) return [first, last];
  const before = simplified(path.slice(0, farthest + 1), tolerance);
  return [...before.slice(0, -1), ...simplified(path.slice(farthest), tolerance)];
}

function distance(a: Point, b: Point): number {
  return Math.hypot(a.x - b.x, a.y - b.y);
}

/** Distance of a point from the straight line between two others, or from them where they are one. */
function offLine(at: Point, a: Point, b: Point): number {
  const length = distance(a, b);
  if (length === 0) return distance(at, a);
  return Math.abs((b.x - a.x) * (a.y - at.y) - (a.x - at.x) * (b.y - a.y)) / length;
}
