import { describe, expect, it } from 'vitest';
import * as v from 'valibot';
import { areaSchema } from '../../../src/core/image/area/area';
import { areaPixels, withArea } from '../../../src/core/image/area/areaPixels';
import { classRange } from '../../../src/core/image/area/classRange';
import type { Slice } from '../../../src/core/image/slice';
import { Mask } from '../../../src/core/mask/mask';
import { rectMask } from '../../support/sidecars';

const size = { width: 12, height: 10 };
const empty = new Mask(size.width, size.height);

/** Values of 100 in a rectangle, 0 around, and a ramp from 0 to 9 along the last row. */
const slice: Slice = {
  ...size,
  channels: 1,
  data: Int16Array.from({ length: 120 }, (_, at) => {
    const [x, y] = [at % 12, Math.floor(at / 12)];
    if (y === 9) return x;
    return x >= 4 && x < 8 && y >= 3 && y < 7 ? 100 : 0;
  }),
  slope: 2,
  intercept: -10,
  invert: false,
  windows: [],
};
const bright = rectMask(size, { x0: 4, y0: 3, x1: 8, y1: 7 });

describe('an area', () => {
  it('inside a line has the pixels whose centres it encloses', () => {
    const points = [
      [1, 1],
      [5, 1],
      [5, 4],
      [1, 4],
    ] as const;
    const mask = areaPixels({ kind: 'polygon', points: [...points] }, { mask: empty, erases: false });
    expect(mask.equals(rectMask(size, { x0: 1, y0: 1, x1: 5, y1: 4 }))).toBe(true);
  });

  it('in a hole is that hole, and nothing where the background is open', () => {
    const ring = rectMask(size, { x0: 2, y0: 2, x1: 9, y1: 8 });
    for (let y = 4; y < 6; y++) ring.data.fill(0, y * 12 + 4, y * 12 + 7);
    const at = (x: number, y: number) => ({ kind: 'hole', at: [x, y] }) as const;
    const hole = areaPixels(at(5.5, 4.5), { mask: ring, erases: false });
    expect(hole.equals(rectMask(size, { x0: 4, y0: 4, x1: 7, y1: 6 }))).toBe(true);
    expect(areaPixels(at(0.5, 0.5), { mask: ring, erases: false }).area).toBe(0);
    expect(areaPixels(at(-3, 4), { mask: ring, erases: false }).area).toBe(0);
  });

  it('to erase in a hole’s stead is the island at the point, with its corners', () => {
    const islands = rectMask(size, { x0: 0, y0: 0, x1: 2, y1: 2 });
    islands.data[2 * 12 + 2] = 1;
    islands.data[5 * 12 + 8] = 1;
    const island = areaPixels({ kind: 'hole', at: [0.5, 0.5] }, { mask: islands, erases: true });
    expect(island.area).toBe(5);
    expect(withArea(islands, island, { erases: true }).area).toBe(1);
  });

  it('around a seed has the connected pixels of similar values, in modality values', () => {
    const region = (x: number, y: number, tolerance: number): Mask =>
      areaPixels({ kind: 'region', at: [x, y], tolerance }, { mask: empty, erases: false, slice });
    expect(region(5.5, 5.5, 1).equals(bright)).toBe(true);
    expect(region(5.5, 5.5, 400).area).toBe(120);
    // The mean around the seed at the edge lies between the values of both sides; the seed itself belongs.
    expect(region(4.5, 3.5, 0).area).toBe(1);
    expect(region(0.5, 0.5, 0).area).toBe(108 - 16 + 1);
  });

  it('in a box has the pixels of a range whose centres lie in it', () => {
    const area = { kind: 'threshold', box: [3.6, 2.4, 20, 5.4], range: [100, 200] } as const;
    const mask = areaPixels(
      { ...area, box: [...area.box], range: [...area.range] },
      { mask: empty, erases: false, slice },
    );
    expect(mask.equals(rectMask(size, { x0: 4, y0: 3, x1: 8, y1: 5 }))).toBe(true);
  });

  it('leaves pixels alone that may not change', () => {
    const mask = withArea(empty, bright, { erases: false, allows: (at) => at % 12 < 6 });
    expect(mask.equals(rectMask(size, { x0: 4, y0: 3, x1: 6, y1: 7 }))).toBe(true);
    expect(empty.area).toBe(0);
  });

  it.each([
    [
      'of too few corners',
      {
        kind: 'polygon',
        points: [
          [0, 0],
          [1, 1],
        ],
      },
    ],
    ['of another kind', { kind: 'star', at: [0, 0] }],
    ['with a number that is none', { kind: 'hole', at: [NaN, 0] }],
    ['of a negative tolerance', { kind: 'region', at: [0, 0], tolerance: -1 }],
  ])('%s is refused', (_, area) => {
    expect(v.safeParse(areaSchema, area).success).toBe(false);
  });
});

describe('the range of a box', () => {
  const box = { x0: 2, y0: 1, x1: 10, y1: 9 };

  it('is that of what stands out in its middle, bright or dark', () => {
    const [low, high] = classRange(slice, box)!;
    expect(high).toBe(190);
    expect(low).toBeGreaterThan(-10);
    expect(low).toBeLessThan(190);
    const inverted = { ...slice, slope: -2 };
    const [dark, light] = classRange(inverted, box)!;
    expect(dark).toBe(-210);
    expect(light).toBeLessThan(-10);
  });

  it('narrows with its level, down to nothing but the extreme value', () => {
    const [low] = classRange(slice, box)!;
    expect(classRange(slice, box, 8)![0]).toBeCloseTo(low + (8 * 200) / 64);
    expect(classRange(slice, box, 1000)).toEqual([190, 190]);
  });

  it('is none without a pixel', () => {
    expect(classRange(slice, { x0: 3.1, y0: 1, x1: 3.2, y1: 2 })).toBeUndefined();
  });
});
