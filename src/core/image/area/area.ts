import * as v from 'valibot';

const finite = v.pipe(v.number(), v.finite());
const point = v.pipe(v.tuple([finite, finite]), v.readonly());

/** More corners than a hand draws on the largest screen. */
export const mostCorners = 20_000;

/** Pixels that a person chooses at once, as it was drawn: small data that page and host turn into the same pixels. */
export const areaSchema = v.variant('kind', [
  /** The inside of a closed line, in image coordinates. */
  v.object({
    kind: v.literal('polygon'),
    points: v.pipe(v.array(point), v.minLength(3), v.maxLength(mostCorners), v.readonly()),
  }),
  /** The hole of the object around a point; to erase, its island there. */
  v.object({ kind: v.literal('hole'), at: point }),
  /** Connected pixels around a point whose values differ from those there by at most `tolerance`. */
  v.object({ kind: v.literal('region'), at: point, tolerance: v.pipe(finite, v.minValue(0)) }),
  /** Pixels of a box, `[x0, y0, x1, y1]`, whose values lie in a range. */
  v.object({
    kind: v.literal('threshold'),
    box: v.pipe(v.tuple([finite, finite, finite, finite]), v.readonly()),
    range: v.pipe(v.tuple([finite, finite]), v.readonly()),
  }),
]);

export type Area = v.InferOutput<typeof areaSchema>;

/** Whether the values of pixels decide what is in an area. */
export function dependsOnValues({ kind }: Area): boolean {
  return kind === 'region' || kind === 'threshold';
}

/** The same area in coordinates whose origin lies at a place of those that it is in. */
export function areaFrom(area: Area, { x0, y0 }: { readonly x0: number; readonly y0: number }): Area {
  const from = ([x, y]: readonly [number, number]): [number, number] => [x - x0, y - y0];
  switch (area.kind) {
    case 'polygon':
      return { ...area, points: area.points.map(from) };
    case 'hole':
    case 'region':
      return { ...area, at: from(area.at) };
    case 'threshold': {
      const [left, top, right, bottom] = area.box;
      return { ...area, box: [left - x0, top - y0, right - x0, bottom - y0] };
    }
  }
}
