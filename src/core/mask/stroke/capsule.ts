import type { Point, Size } from '../../geometry/rect';
import type { PixelSize } from '../cleanUp/morphology';

/**
 * A round print of a brush: its centre in image coordinates, its radius in the unit of the pixel's size. On an image with
 * pixels that are not square it is round on the screen, and in the patient.
 */
export interface Dab extends Point {
  readonly radius: number;
}

/**
 * Finds the pixels that a brush covers on its way from one dab to another: those whose centre lies in one of the discs
 * between the two, whose centre and radius change evenly. That is the convex hull of both.
 *
 * @param pixel size of a pixel [across, down]
 * @param fill gets the first index and the one after the last of each row of them, in a mask's data; rows in their order
 */
export function fillCapsule(
  a: Dab,
  b: Dab,
  pixel: PixelSize,
  { width, height }: Size,
  fill: (start: number, end: number) => void,
): void {
  const [across, down] = pixel;
  const capsule = capsuleOf(a, b, pixel);
  const top = Math.min(a.y - a.radius / down, b.y - b.radius / down);
  const bottom = Math.max(a.y + a.radius / down, b.y + b.radius / down);
  for (let row = Math.max(Math.floor(top), 0); row < Math.min(Math.ceil(bottom), height); row++) {
    const y = (row + 0.5) * down;
    const reach = reachOf(capsule, y);
    if (reach === undefined) continue;
    const covers = (column: number): boolean => isCovered(capsule, (column + 0.5) * across, y);
    let first = Math.max(Math.floor(reach[0] / across - 0.5), 0);
    let last = Math.min(Math.ceil(reach[1] / across - 0.5), width - 1);
    while (first <= last && !covers(first)) first++;
    while (last > first && !covers(last)) last--;
    if (first <= last) fill(row * width + first, row * width + last + 1);
  }
}

/** The first disc, and how the last one differs from it; lengths in the unit of the pixel's size. */
interface Capsule {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
  readonly dx: number;
  readonly dy: number;
  readonly growth: number;
  /** The square of the distance of the centres without that of the growth: not above 0 where one disc holds the other. */
  readonly spread: number;
}

function capsuleOf(a: Dab, b: Dab, [across, down]: PixelSize): Capsule {
  const dx = (b.x - a.x) * across;
  const dy = (b.y - a.y) * down;
  const growth = b.radius - a.radius;
  const spread = dx * dx + dy * dy - growth * growth;
  return { x: a.x * across, y: a.y * down, radius: a.radius, dx, dy, growth, spread };
}

/**
 * Whether the point lies in one of the discs. How far it lies outside the disc at `t`, as the difference of squares, is a
 * quadratic function of `t`, which has its smallest value in closed form.
 */
function isCovered({ x, y, radius, dx, dy, growth, spread }: Capsule, pointX: number, pointY: number): boolean {
  const [right, below] = [pointX - x, pointY - y];
  const t =
    spread > 0 ? Math.min(Math.max((right * dx + below * dy + radius * growth) / spread, 0), 1) : Number(growth > 0);
  const [offX, offY, reach] = [right - t * dx, below - t * dy, radius + t * growth];
  return offX * offX + offY * offY <= reach * reach;
}

/** How far left and right the discs reach that meet the line at height `y`; undefined where none does. */
function reachOf({ x, y, radius, dx, dy, growth }: Capsule, lineY: number): readonly [number, number] | undefined {
  const below = lineY - y;
  // A disc meets the line where its centre is not farther from it than its radius, on either side.
  let [from, to] = [0, 1];
  for (const [least, slope] of [
    [below - radius, dy + growth],
    [-below - radius, growth - dy],
  ] as const) {
    if (slope > 0) from = Math.max(from, least / slope);
    else if (slope < 0) to = Math.min(to, least / slope);
    else if (least > 0) return undefined;
  }
  if (from > to) return undefined;
  const ends = [from, to].map((t) => ({ center: x + t * dx, reach: radius + t * growth }));
  return [
    Math.min(...ends.map(({ center, reach }) => center - reach)),
    Math.max(...ends.map(({ center, reach }) => center + reach)),
  ];
}
