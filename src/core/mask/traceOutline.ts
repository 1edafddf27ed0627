import type { Point } from '../geometry/rect';
import type { Mask } from './mask';

/** A closed ring of corners in image coordinates, along the edges of pixels; the last corner joins the first. */
export type Ring = readonly Point[];

const steps = [
  { x: 1, y: 0 },
  { x: 0, y: 1 },
  { x: -1, y: 0 },
  { x: 0, y: -1 },
] as const;

/**
 * Rings around the object pixels of a mask and around its holes: filled by the even-odd rule they cover exactly the
 * mask's pixels. Rings keep the object on their right and part where two pixels touch only at a corner.
 */
export function traceOutline(mask: Mask): Ring[] {
  const bounds = mask.bounds;
  if (bounds === undefined) return [];
  const width = mask.width;
  const at = (x: number, y: number): boolean =>
    x >= 0 && y >= 0 && x < width && y < mask.height && mask.data[y * width + x] === 1;
  /** Corners whose edge to the right, with the object below it, lies on a ring that was traced. */
  const visited = new Uint8Array(width * mask.height);
  const rings: Ring[] = [];
  const rowOf = (y: number): Uint8Array => mask.data.subarray(y * width + bounds.x0, y * width + bounds.x1);
  for (let y = bounds.y0; y < bounds.y1; y++) {
    const row = rowOf(y);
    const above = y > 0 ? rowOf(y - 1) : undefined;
    for (let x = row.indexOf(1); x >= 0; x = row.indexOf(1, x + 1)) {
      if (above?.[x] === 1) {
        // No ring begins below the object: strokes are traced in every frame, so that is skipped in one go.
        const end = above.indexOf(0, x);
        if (end < 0) break;
        x = end - 1;
      } else if (visited[y * width + bounds.x0 + x] === 0) {
        rings.push(traceRing(at, visited, width, bounds.x0 + x, y));
      }
    }
  }
  return rings;
}

/** Follows the ring that runs along the upper edge of pixel (x, y), from its left end to the right. */
function traceRing(
  at: (x: number, y: number) => boolean,
  visited: Uint8Array,
  width: number,
  startX: number,
  startY: number,
): Ring {
  const ring: Point[] = [];
  let x = startX;
  let y = startY;
  let direction = 0;
  do {
    if (direction === 0) visited[y * width + x] = 1;
    const step = steps[direction]!;
    x += step.x;
    y += step.y;
    const [left, right] = pixelsAhead(x, y, direction);
    const turn = !at(...right) ? 1 : at(...left) ? 3 : 0;
    if (turn !== 0) ring.push({ x, y });
    direction = (direction + turn) % 4;
  } while (x !== startX || y !== startY || direction !== 0);
  return ring;
}

/** The two pixels that lie ahead of corner (x, y) on the left and on the right. */
function pixelsAhead(x: number, y: number, direction: number): [[number, number], [number, number]] {
  switch (direction) {
    case 0:
      return [
        [x, y - 1],
        [x, y],
      ];
    case 1:
      return [
        [x, y],
        [x - 1, y],
      ];
    case 2:
      return [
        [x - 1, y],
        [x - 1, y - 1],
      ];
    default:
      return [
        [x - 1, y - 1],
        [x, y - 1],
      ];
  }
}
