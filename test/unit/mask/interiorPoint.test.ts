import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { interiorPoint } from '../../../src/core/mask/interiorPoint';
import { Mask } from '../../../src/core/mask/mask';

function drawn(width: number, height: number, inside: (x: number, y: number) => boolean): Mask {
  const data = Uint8Array.from({ length: width * height }, (_, i) =>
    inside(i % width, Math.floor(i / width)) ? 1 : 0,
  );
  return new Mask(width, height, data);
}

describe('interiorPoint', () => {
  it('is the centre of a square', () => {
    expect(interiorPoint(drawn(9, 9, (x, y) => x >= 2 && x < 7 && y >= 2 && y < 7))).toEqual({ x: 4.5, y: 4.5 });
  });

  it('takes the image border for outside', () => {
    expect(interiorPoint(drawn(5, 5, () => true))).toEqual({ x: 2.5, y: 2.5 });
  });

  it('avoids the hole of a ring', () => {
    const ring = drawn(21, 21, (x, y) => {
      const radius = Math.hypot(x - 10, y - 10);
      return radius > 4 && radius < 10;
    });
    const { x, y } = interiorPoint(ring)!;
    expect(Math.abs(Math.hypot(x - 10.5, y - 10.5) - 7)).toBeLessThan(1.5);
  });

  it('has none for an empty mask', () => {
    expect(interiorPoint(new Mask(3, 3))).toBeUndefined();
  });

  it('is on the object and is nowhere beaten', () => {
    const pixels = fc.array(fc.constantFrom(0, 1), { minLength: 48, maxLength: 48 }).filter((bits) => bits.includes(1));
    fc.assert(
      fc.property(pixels, (bits) => {
        const mask = new Mask(8, 6, Uint8Array.from(bits));
        const point = interiorPoint(mask)!;
        const depth = (x: number, y: number): number => {
          let least = Infinity;
          for (let v = -1; v <= 6; v++) {
            for (let u = -1; u <= 8; u++) {
              const isObject = u >= 0 && u < 8 && v >= 0 && v < 6 && mask.data[v * 8 + u] === 1;
              if (!isObject) least = Math.min(least, (u - x) ** 2 + (v - y) ** 2);
            }
          }
          return least;
        };
        const reached = depth(point.x - 0.5, point.y - 0.5);
        for (const [i, bit] of bits.entries()) {
          if (bit === 1) expect(depth(i % 8, Math.floor(i / 8))).toBeLessThanOrEqual(reached);
        }
      }),
    );
  });
});
