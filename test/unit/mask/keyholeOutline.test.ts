import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { polygonsMask } from '../../../src/core/layouts/coco/polygon';
import { fillPolygons } from '../../../src/core/mask/fillPolygon';
import { Mask } from '../../../src/core/mask/mask';
import { joinRings, keyholeOutline } from '../../../src/core/mask/keyholeOutline';

const anyMask = fc
  .record({ width: fc.integer({ min: 1, max: 12 }), height: fc.integer({ min: 1, max: 9 }) })
  .chain(({ width, height }) =>
    fc
      .uint8Array({ minLength: width * height, maxLength: width * height, max: 1 })
      .map((data) => new Mask(width, height, data)),
  );

function drawn(...rows: string[]): Mask {
  return new Mask(
    rows[0]!.length,
    rows.length,
    Uint8Array.from(rows.join(''), (sign) => (sign === '#' ? 1 : 0)),
  );
}

describe('the outline of a mask', () => {
  it('encloses the centres of its pixels and no others, whatever holes and corners it has', () => {
    fc.assert(
      fc.property(anyMask, (mask) => {
        expect(fillPolygons(mask, keyholeOutline(mask)).data).toEqual(mask.data);
        const joined = joinRings(keyholeOutline(mask));
        expect(fillPolygons(mask, joined.length === 0 ? [] : [joined]).data).toEqual(mask.data);
      }),
      { numRuns: 500 },
    );
  });

  it('is drawn by COCO’s rules as the mask', () => {
    fc.assert(
      fc.property(anyMask, (mask) => {
        const polygons = keyholeOutline(mask).map((ring) => ring.flatMap(({ x, y }) => [x, y]));
        expect(polygonsMask(mask, polygons).data).toEqual(mask.data);
      }),
      { numRuns: 500 },
    );
  });

  it('has one line for each part that hangs together by sides, with its corners alone', () => {
    expect(keyholeOutline(drawn('##.', '##.', '..#'))).toEqual([
      [
        { x: 0, y: 0 },
        { x: 2, y: 0 },
        { x: 2, y: 2 },
        { x: 0, y: 2 },
      ],
      [
        { x: 2, y: 2 },
        { x: 3, y: 2 },
        { x: 3, y: 3 },
        { x: 2, y: 3 },
      ],
    ]);
    expect(keyholeOutline(new Mask(3, 2))).toEqual([]);
  });

  it('reaches a hole by a cut along the borders of pixels', () => {
    const [ring, ...others] = keyholeOutline(drawn('###', '#.#', '###'));
    expect(others).toEqual([]);
    expect(ring).toHaveLength(10);
    expect(ring!.every(({ x, y }) => Number.isInteger(x) && Number.isInteger(y))).toBe(true);
  });

  it('is found of a large mask of many holes', () => {
    const mask = new Mask(256, 256);
    for (let at = 0; at < mask.data.length; at++) mask.data[at] = at % 3 === 1 && (at >> 8) % 2 === 1 ? 0 : 1;
    expect(fillPolygons(mask, keyholeOutline(mask)).equals(mask)).toBe(true);
  });
});

describe('filled polygons', () => {
  it('are cut at the border of the image, and what they enclose twice is outside', () => {
    const square = (from: number, to: number) => [
      { x: from, y: from },
      { x: to, y: from },
      { x: to, y: to },
      { x: from, y: to },
    ];
    expect(fillPolygons({ width: 4, height: 4 }, [square(-5, 9)]).area).toBe(16);
    expect(fillPolygons({ width: 4, height: 4 }, [square(0, 4), square(1, 3)]).area).toBe(12);
    expect(fillPolygons({ width: 4, height: 4 }, [[{ x: 1, y: 1 }]]).area).toBe(0);
  });
});
