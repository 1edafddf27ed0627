import type { Point } from '../geometry/rect';
import { partsOf } from './components';
import type { Mask } from './mask';
import type { Ring } from './traceOutline';

/** To the right, straight on, to the left: how a border may go on, the first that does. */
const turns = [1, 0, 3] as const;

/** A corner of a closed line in the making, one step of a pixel from the next. */
interface Corner extends Point {
  next: Corner;
}

/** East, south, west, north: steps of one pixel, each a turn to the right of the one before. */
const steps = [
  [1, 0],
  [0, 1],
  [-1, 0],
  [0, -1],
] as const;

/**
 * The outline of a mask: one closed line for each part whose pixels hang together by their sides, in reading order of the parts.
 * A hole is joined to its part by a cut of no width, there and back along the borders of pixels, as DICOM's keyhole technique has
 * it (PS3.3 C.8.8.6.3). The centres of the pixels inside, by the even-odd rule, are those of the mask, exactly.
 */
export function keyholeOutline(mask: Mask): Ring[] {
  const { labels, areas } = partsOf(mask, 4);
  const rings = areas.map((): Corner[] => []);
  const seen = new Uint8Array(mask.data.length);
  for (let at = mask.data.indexOf(1); at >= 0; at = mask.data.indexOf(1, at + 1)) {
    const [x, y] = [at % mask.width, Math.floor(at / mask.width)];
    // Every closed line has an upper border of a pixel.
    if (isSet(mask, x, y - 1) || seen[at] === 1) continue;
    rings[labels[at]! - 1]!.push(follow(mask, x, y, seen));
  }
  return rings.map((ofPart) => cornersOf(joinHoles(mask, ofPart)));
}

/** Closed lines as one, joined by cuts of no width along the borders of pixels. */
export function joinRings(rings: readonly Ring[]): Ring {
  const [first, ...others] = rings;
  if (first === undefined || others.length === 0) return first ?? [];
  const bends = others.map((ring, i) => ({ x: ring[0]!.x, y: (rings[i] ?? first)[0]!.y }));
  return [
    ...[...first, first[0]!],
    ...others.flatMap((ring, i) => [bends[i]!, ...ring, ring[0]!]),
    ...others.map((_, i) => rings[others.length - 1 - i]!).flatMap((ring, i) => [bends.at(-1 - i)!, ring[0]!]),
  ];
}

function isSet({ width, height, data }: Mask, x: number, y: number): boolean {
  return x >= 0 && y >= 0 && x < width && y < height && data[y * width + x] === 1;
}

/** Follows the border that the upper side of a pixel is part of, the mask to its right. Where pixels touch by a corner it turns right. */
function follow(mask: Mask, startX: number, startY: number, seen: Uint8Array): Corner {
  let direction = 0;
  let [x, y] = [startX, startY];
  const first = { x, y } as Corner;
  let last = first;
  for (;;) {
    if (direction === 0) seen[y * mask.width + x] = 1;
    x += steps[direction]![0];
    y += steps[direction]![1];
    direction = (direction + (turns.find((turn) => isBorder(mask, x, y, (direction + turn) % 4)) ?? 0)) % 4;
    if (x === startX && y === startY && direction === 0) {
      last.next = first;
      return first;
    }
    const corner = { x, y } as Corner;
    last.next = corner;
    last = corner;
  }
}

/** The pixels to the right and to the left of a step from a corner, from the one to the lower right of it. */
const beside = [
  [0, 0, 0, -1],
  [-1, 0, 0, 0],
  [-1, -1, -1, 0],
  [0, -1, -1, -1],
] as const;

/** Whether the step from a corner of pixels has the mask to its right, and none of it to its left. */
function isBorder(mask: Mask, x: number, y: number, direction: number): boolean {
  const [rightX, rightY, leftX, leftY] = beside[direction]!;
  return isSet(mask, x + rightX, y + rightY) && !isSet(mask, x + leftX, y + leftY);
}

/** One closed line of the lines around a part and around its holes: each hole is cut open to the left, where it reaches furthest. */
function joinHoles(mask: Mask, rings: readonly Corner[]): Corner {
  const lefts = rings.map(leftmost).sort((a, b) => a.x - b.x || a.y - b.y);
  const [outer, ...holes] = lefts;
  const corners = new Map<number, Corner>();
  const key = ({ x, y }: Point): number => y * (mask.width + 1) + x;
  const add = (ring: Corner): void => {
    for (const corner of around(ring)) if (!corners.has(key(corner))) corners.set(key(corner), corner);
  };
  add(outer!);
  for (const hole of holes) {
    let { x } = hole;
    const { y } = hole;
    do x--;
    while (isSet(mask, x - 1, y - 1) && isSet(mask, x - 1, y));
    const from = corners.get(key({ x, y }))!;
    add(hole);
    // There: from → hole; round the hole to its first corner again; back to a twin of `from`.
    const before = [...around(hole)].at(-1)!;
    const twin: Corner = { ...from };
    before.next = { x: hole.x, y: hole.y, next: twin };
    from.next = hole;
  }
  return outer!;
}

/** The corner furthest to the left; of several, the uppermost. */
function leftmost(ring: Corner): Corner {
  let best = ring;
  for (const corner of around(ring)) if (corner.x < best.x || (corner.x === best.x && corner.y < best.y)) best = corner;
  return best;
}

function* around(first: Corner): Generator<Corner> {
  let corner = first;
  do {
    yield corner;
    corner = corner.next;
  } while (corner !== first);
}

/** The corners at which a closed line turns. */
function cornersOf(ring: Corner): Point[] {
  const all = [...around(ring)];
  return all.flatMap(({ x, y }, i) => {
    const [a, b] = [all.at(i - 1)!, all[(i + 1) % all.length]!];
    const goesOn = Math.sign(x - a.x) === Math.sign(b.x - x) && Math.sign(y - a.y) === Math.sign(b.y - y);
    return goesOn ? [] : [{ x, y }];
  });
}
