import type { Size } from '../../geometry/rect';
import { Mask } from '../../mask/mask';

/** Points per pixel along the outline, as in `rleFrPoly`. */
const scale = 5;

/**
 * Pixels inside polygons, each x0, y0, x1, y1, … in image coordinates, as COCO's `rleFrPoly` draws them, to the pixel.
 * Several polygons are united: COCO's polygons have no holes.
 */
export function polygonsMask(size: Size, polygons: readonly (readonly number[])[]): Mask {
  const mask = new Mask(size.width, size.height);
  for (const polygon of polygons) {
    let inside = false;
    const crossings = columnCrossings(size, outline(polygon));
    for (const [index, from] of crossings.entries()) {
      inside = !inside;
      if (!inside) continue;
      const to = crossings[index + 1] ?? size.width * size.height;
      for (let at = from; at < to; at++) {
        mask.data[(at % size.height) * size.width + Math.floor(at / size.height)] = 1;
      }
    }
  }
  return mask;
}

/** Points of the outline on the finer grid, one step along the longer axis after the other. */
function outline(polygon: readonly number[]): (readonly [u: number, v: number])[] {
  const corners: (readonly [number, number])[] = [];
  for (let at = 0; at + 1 < polygon.length; at += 2) corners.push([fine(polygon[at]!), fine(polygon[at + 1]!)]);
  const points: (readonly [number, number])[] = [];
  for (const [index, start] of corners.entries()) {
    const end = corners[(index + 1) % corners.length]!;
    const alongX = Math.abs(end[0] - start[0]) >= Math.abs(end[1] - start[1]);
    const main = alongX ? 0 : 1;
    const isFlipped = start[main] > end[main];
    const [low, high] = isFlipped ? [end, start] : [start, end];
    const steps = high[main] - low[main];
    const slope = steps === 0 ? 0 : (high[1 - main]! - low[1 - main]!) / steps;
    for (let step = 0; step <= steps; step++) {
      const t = isFlipped ? steps - step : step;
      const along = low[main] + t;
      const across = Math.trunc(low[1 - main]! + slope * t + 0.5);
      points.push(alongX ? [along, across] : [across, along]);
    }
  }
  return points;
}

function fine(coordinate: number): number {
  return Math.trunc(scale * coordinate + 0.5);
}

/** Where columns are entered and left: sorted offsets, column by column. */
function columnCrossings({ width, height }: Size, points: readonly (readonly [number, number])[]): number[] {
  const crossings: number[] = [];
  for (const [index, [u, v]] of points.entries()) {
    const before = points[index - 1];
    if (before === undefined || before[0] === u) continue;
    const x = ((u < before[0] ? u : u - 1) + 0.5) / scale - 0.5;
    if (!Number.isInteger(x) || x < 0 || x > width - 1) continue;
    const y = (Math.min(v, before[1]) + 0.5) / scale - 0.5;
    crossings.push(x * height + Math.ceil(Math.min(Math.max(y, 0), height)));
  }
  return crossings.sort((a, b) => a - b);
}
