import { intersectRect, rectOf, uniteRects, type Point, type Rect } from '../../../src/core/geometry/rect';
import { grow } from '../../../src/core/mask/cleanUp/morphology';
import { partsOf } from '../../../src/core/mask/components';
import { difference } from '../../../src/core/mask/difference';
import { squaredDistances } from '../../../src/core/mask/distanceTransform';
import { fillPolygons } from '../../../src/core/mask/fillPolygon';
import { Mask } from '../../../src/core/mask/mask';
import { crop } from '../../../src/core/mask/patch';
import { dabAt, StrokePainter } from '../../../src/core/mask/stroke/strokePainter';
import { traceOutline, type Ring } from '../../../src/core/mask/traceOutline';
import { secondsToDraw } from './effort';

/** A drag with one of the tools that change pixels. */
export interface Gesture {
  readonly tool: 'brush' | 'lasso';
  readonly erases: boolean;
  /** Of the brush, in pixels of the image; 0 for the lasso. */
  readonly diameter: number;
  /** In pixels of the image. */
  readonly path: readonly Point[];
}

/** Diameters of the brush among which a person chooses. */
const diameters = [3, 5, 8, 12, 20, 32, 48];
/** Places without errors over which a hand goes on drawing, in pixels. */
const longestGap = 10;
/** Pixels that a hand keeps a brush off what is right. */
const clearance = 0.25;

/**
 * What a person who sees what a mask should be draws next: beside the border with a brush that just touches it, or around
 * wrong pixels with the lasso, whichever mends most pixels in the time it takes.
 *
 * @param scale CSS pixels for a pixel of the image
 * @param visible part of the image, and beyond it, in which the hand can draw
 * @returns undefined where nothing that is wrong can be mended so
 */
export function planGesture(
  mask: Mask,
  target: Mask,
  { scale, visible }: { readonly scale: number; readonly visible: Rect },
): Gesture | undefined {
  const wrong = uniteBounds(difference(mask, target), difference(target, mask));
  if (wrong === undefined) return undefined;
  // Far from what is wrong nothing is drawn.
  const near = intersectRect(grownRect(wrong, 2 * Math.max(...diameters)), rectOf(mask));
  const { x0, y0 } = near;
  const gesture = planWithin(crop(mask, near), crop(target, near), {
    scale,
    visible: { x0: visible.x0 - x0, y0: visible.y0 - y0, x1: visible.x1 - x0, y1: visible.y1 - y0 },
  });
  return gesture && { ...gesture, path: gesture.path.map(({ x, y }) => ({ x: x + x0, y: y + y0 })) };
}

function planWithin(
  mask: Mask,
  target: Mask,
  { scale, visible }: { readonly scale: number; readonly visible: Rect },
): Gesture | undefined {
  const wrong = wrongPixels(mask, target);
  let best: { readonly gesture: Gesture; readonly rate: number } | undefined;
  for (const gesture of possibleGestures(mask, target)) {
    if (!gesture.path.every((at) => isInside(at, visible))) continue;
    const gain = wrong - wrongPixels(applied(mask, gesture), target);
    const rate = gain / secondsToDraw(gesture.path.map(({ x, y }) => ({ x: x * scale, y: y * scale })));
    if (gain > 0 && rate > (best?.rate ?? 0)) best = { gesture, rate };
  }
  return best?.gesture;
}

function* possibleGestures(mask: Mask, target: Mask): Generator<Gesture> {
  for (const erases of [true, false]) {
    const wrong = erases ? difference(mask, target) : difference(target, mask);
    const kept = erases ? target : target.complement;
    for (const path of lassos(wrong, kept)) yield { tool: 'lasso', erases, diameter: 0, path };
    for (const diameter of diameters) {
      for (const path of strokes(wrong, kept, diameter)) yield { tool: 'brush', erases, diameter, path };
    }
  }
}

/** Lines around wrong pixels: along the border on the one side, carelessly on the other. */
function* lassos(wrong: Mask, kept: Mask): Generator<Point[]> {
  const areas = difference(grow(wrong, 2), kept);
  const { labels, areas: sizes } = partsOf(areas, 4);
  for (const number of sizes.keys()) {
    const part = new Mask(
      wrong.width,
      wrong.height,
      Uint8Array.from(labels, (each) => Number(each === number + 1)),
    );
    if (sizes[number]! < 4 || difference(part, wrong).area === sizes[number]) continue;
    const outer = traceOutline(part).toSorted((a, b) => b.length - a.length)[0]!;
    // Between the middles of the pixels' edges, which cuts corners and still encloses every centre.
    yield corners(outer).map(({ x, y }, i, all) => {
      const next = all[(i + 1) % all.length]!;
      return { x: (x + next.x) / 2, y: (y + next.y) / 2 };
    });
  }
}

/** Lines along the border beside which a brush covers wrong pixels. */
function* strokes(wrong: Mask, kept: Mask, diameter: number): Generator<Point[]> {
  const distance = diameter / 2 + clearance;
  const near = Uint8Array.from(squaredDistances(kept), (squared) => Number(Math.sqrt(squared) < distance + 0.5));
  const toWrong = squaredDistances(wrong);
  for (const ring of traceOutline(new Mask(wrong.width, wrong.height, near))) {
    const all = corners(ring);
    const beside = all.map(({ x, y }) => {
      const column = Math.min(Math.floor(x), wrong.width - 1);
      const row = Math.min(Math.floor(y), wrong.height - 1);
      return toWrong[row * wrong.width + column]! < (diameter / 2) ** 2;
    });
    yield* arcs(all, beside);
  }
}

/** Parts of a ring with a property, with short gaps between them closed. */
function arcs(ring: readonly Point[], has: readonly boolean[]): Point[][] {
  const first = has.findIndex((each, i) => each && !has.at(i - 1)!);
  if (first < 0) return has[0] === true ? [[...ring, ring[0]!]] : [];
  const found: Point[][] = [];
  let gap = Infinity;
  for (let i = 0; i < ring.length; i++) {
    const at = (first + i) % ring.length;
    if (!has[at]!) {
      gap++;
      continue;
    }
    if (gap > longestGap) found.push([]);
    else for (let back = gap; back > 0; back--) found.at(-1)!.push(ring.at(at - back)!);
    found.at(-1)!.push(ring[at]!);
    gap = 0;
  }
  return found;
}

/** Every corner of the pixels along a ring, one pixel apart. */
function corners(ring: Ring): Point[] {
  return ring.flatMap((from, i) => {
    const to = ring[(i + 1) % ring.length]!;
    const length = Math.abs(to.x - from.x) + Math.abs(to.y - from.y);
    return Array.from({ length }, (_, step) => ({
      x: from.x + Math.sign(to.x - from.x) * step,
      y: from.y + Math.sign(to.y - from.y) * step,
    }));
  });
}

/** The mask after a gesture of a hand that does not shake. */
function applied(mask: Mask, { tool, erases, diameter, path }: Gesture): Mask {
  if (tool === 'lasso') {
    const inside = fillPolygons(mask, [path]);
    return new Mask(
      mask.width,
      mask.height,
      mask.data.map((value, i) => (inside.data[i] === 1 ? Number(!erases) : value)),
    );
  }
  const painter = new StrokePainter(mask, { erases, pixel: [1, 1] });
  for (const at of path) painter.lineTo(dabAt(at, diameter / 2, [1, 1]));
  return painter.mask;
}

function uniteBounds(a: Mask, b: Mask): Rect | undefined {
  return a.bounds && b.bounds ? uniteRects(a.bounds, b.bounds) : (a.bounds ?? b.bounds);
}

function grownRect({ x0, y0, x1, y1 }: Rect, by: number): Rect {
  return { x0: x0 - by, y0: y0 - by, x1: x1 + by, y1: y1 + by };
}

function isInside({ x, y }: Point, { x0, y0, x1, y1 }: Rect): boolean {
  return x >= x0 && x < x1 && y >= y0 && y < y1;
}

function wrongPixels(mask: Mask, target: Mask): number {
  // A loop: it runs for every gesture that is thought of.
  let count = 0;
  for (let i = 0; i < mask.data.length; i++) if (mask.data[i] !== target.data[i]) count++;
  return count;
}
