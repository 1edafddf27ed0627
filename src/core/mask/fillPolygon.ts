import type { Point, Size } from '../geometry/rect';
import { Mask } from './mask';

/**
 * Pixels whose centres lie inside closed lines by the even-odd rule: what several lines enclose an even number of times is
 * outside, so that holes, and cuts of no width to them, come out right. A centre on a line is inside of what begins there.
 * @param rings corners in image coordinates, the last not repeated; pixel (x, y) has its centre at (x + 0.5, y + 0.5)
 */
export function fillPolygons(size: Size, rings: readonly (readonly Point[])[]): Mask {
  const mask = new Mask(size.width, size.height);
  const crossings = Array.from({ length: size.height }, (): number[] => []);
  for (const ring of rings) {
    for (const [i, from] of ring.entries()) cross(crossings, from, ring[(i + 1) % ring.length]!);
  }
  for (const [y, xs] of crossings.entries()) {
    xs.sort((a, b) => a - b);
    for (let i = 0; i + 1 < xs.length; i += 2) {
      const [start, end] = [firstCentre(xs[i]!), firstCentre(xs[i + 1]!)].map((x) =>
        Math.min(Math.max(x, 0), size.width),
      ) as [number, number];
      if (end > start) mask.data.fill(1, y * size.width + start, y * size.width + end);
    }
  }
  return mask;
}

/** Where an edge crosses the centres of rows. Both directions of it give the same numbers. */
function cross(crossings: readonly number[][], a: Point, b: Point): void {
  const [top, bottom] = a.y < b.y || (a.y === b.y && a.x < b.x) ? [a, b] : [b, a];
  const first = Math.max(0, firstCentre(top.y));
  const end = Math.min(crossings.length, firstCentre(bottom.y));
  for (let y = first; y < end; y++) {
    const part = (y + 0.5 - top.y) / (bottom.y - top.y);
    crossings[y]!.push(top.x + part * (bottom.x - top.x));
  }
}

/** The first pixel whose centre is not before a coordinate. */
function firstCentre(coordinate: number): number {
  return Math.ceil(coordinate - 0.5);
}
