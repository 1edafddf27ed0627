import { finish, type Steps } from '../../base/steps';
import type { Point, Rect, Size } from '../../geometry/rect';
import { fillPolygons } from '../../mask/fillPolygon';
import { Mask } from '../../mask/mask';
import { regionFrom, regionSteps, touchesEdge } from '../../mask/regionFrom';
import type { Slice } from '../slice';
import { inRange, valuesOf, where } from '../valueRange';
import type { Area } from './area';

/** What an area is drawn on. */
export interface Ground {
  /** Mask of the object; an empty one of a new object. */
  readonly mask: Mask;
  readonly erases: boolean;
  /** Needed for areas that depend on values. */
  readonly slice?: Slice | undefined;
}

/** The pixels of an area. @throws RangeError when the values of the slice are needed and not there */
export function areaPixels(area: Area, ground: Ground): Mask {
  return finish(areaSteps(area, ground));
}

/** Rows that a threshold looks at in a step. */
const stepRows = 64;

/** As {@link areaPixels}, in steps: of a large image values take a while to compare. */
export function* areaSteps(area: Area, { mask, erases, slice }: Ground): Steps<Mask> {
  const { width, height } = mask;
  switch (area.kind) {
    case 'polygon':
      return fillPolygons(mask, [area.points.map(([x, y]) => ({ x, y }))]);
    case 'hole': {
      const wanted = erases ? 1 : 0;
      const start = pixelIndex(mask, area.at);
      if (start === undefined) return new Mask(width, height);
      const region = regionFrom(mask, start, (at) => mask.data[at] === wanted, erases ? 8 : 4);
      return !erases && touchesEdge(region) ? new Mask(width, height) : region;
    }
    case 'region': {
      const start = pixelIndex(mask, area.at);
      if (start === undefined) return new Mask(width, height);
      const values = needed(slice);
      const seed = seedValue(mask, start, valuesOf(values));
      return yield* regionSteps(mask, start, likeness(start, { ...area, slice: values, seed }));
    }
    case 'threshold': {
      const [x0, y0, x1, y1] = area.box;
      const found = new Mask(width, height);
      const fits = inRange(needed(slice), area.range);
      let rows = 0;
      for (const [start, end] of rowsOf(centresIn({ x0, y0, x1, y1 }, mask), width)) {
        for (let at = start; at < end; at++) if (fits(at)) found.data[at] = 1;
        if (++rows % stepRows === 0) yield;
      }
      return found;
    }
  }
}

/** Values from which those of a region differ by at most `tolerance`. */
interface Likeness {
  readonly slice: Slice;
  readonly seed: number;
  readonly tolerance: number;
}

/** The connected pixels around one whose values are like those there. */
export function regionAround(size: Size, start: number, like: Likeness): Mask {
  return regionFrom(size, start, likeness(start, like));
}

/** Whether pixels are like one. That pixel itself may be an outlier among its neighbours. */
function likeness(start: number, { slice, seed, tolerance }: Likeness): (index: number) => boolean {
  const fits = where(slice, (value) => Math.abs(value - seed) <= tolerance);
  return (at) => at === start || fits(at);
}

/** A copy of a mask with an area added to it or removed from it. */
export function withArea(
  mask: Mask,
  area: Mask,
  { erases, allows }: { readonly erases: boolean; readonly allows?: ((index: number) => boolean) | undefined },
): Mask {
  const data = mask.data.slice();
  const value = erases ? 0 : 1;
  const drawn = area.data;
  // Pixel by pixel only from the first to the last.
  const end = drawn.lastIndexOf(1) + 1;
  for (let at = Math.max(drawn.indexOf(1), 0); at < end; at++) {
    if (drawn[at] === 1 && (allows === undefined || allows(at))) data[at] = value;
  }
  return new Mask(mask.width, mask.height, data);
}

/** The pixels whose centres lie in a box. */
export function centresIn(box: Rect, { width, height }: { readonly width: number; readonly height: number }): Rect {
  const inside = (value: number, end: number): number => Math.min(Math.max(Math.ceil(value - 0.5), 0), end);
  return {
    x0: inside(box.x0, width),
    y0: inside(box.y0, height),
    x1: inside(box.x1, width),
    y1: inside(box.y1, height),
  };
}

/** Where the rows of a rectangle begin and end, as indices of pixels. */
export function* rowsOf({ x0, y0, x1, y1 }: Rect, width: number): Generator<readonly [start: number, end: number]> {
  for (let y = y0; y < y1; y++) yield [y * width + x0, y * width + x1];
}

/** Mean value of a pixel and its up to eight neighbours. */
export function seedValue({ width, height }: Size, start: number, value: (index: number) => number): number {
  const [x, y] = [start % width, Math.floor(start / width)];
  let [sum, count] = [0, 0];
  for (let row = Math.max(y - 1, 0); row <= Math.min(y + 1, height - 1); row++) {
    for (let column = Math.max(x - 1, 0); column <= Math.min(x + 1, width - 1); column++) {
      sum += value(row * width + column);
      count++;
    }
  }
  return sum / count;
}

export function pixelIndex({ width, height }: Size, [x, y]: readonly [number, number]): number | undefined {
  const at: Point = { x: Math.floor(x), y: Math.floor(y) };
  return at.x < 0 || at.y < 0 || at.x >= width || at.y >= height ? undefined : at.y * width + at.x;
}

function needed(slice: Slice | undefined): Slice {
  if (slice === undefined) throw new RangeError('The values of the slice are needed.');
  return slice;
}
