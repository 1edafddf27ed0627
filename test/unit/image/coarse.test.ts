import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { coarseMask, coarseOf, coarseSlice, fineMask } from '../../../src/core/image/area/coarse';
import type { Slice } from '../../../src/core/image/slice';
import { rectMask } from '../../support/sidecars';

describe('a large image as seen from afar', () => {
  it('is one of at most a million pixels', () => {
    expect(coarseOf({ width: 1024, height: 1024 })).toBeUndefined();
    const sides = fc.integer({ min: 1, max: 20_000 });
    fc.assert(
      fc.property(sides, sides, (width, height) => {
        const coarse = coarseOf({ width, height });
        if (width * height <= 1 << 20) expect(coarse).toBeUndefined();
        // The last row and column may be squares that the image fills in part.
        else expect(coarse!.width * coarse!.height).toBeLessThan((1 << 20) + coarse!.width + coarse!.height);
      }),
    );
  });

  it('has the pixel in the middle of each square, and corners in the coordinates of the image', () => {
    const size = { width: 2050, height: 2049 };
    const coarse = coarseOf(size)!;
    expect([coarse.step, coarse.width, coarse.height]).toEqual([3, 684, 683]);
    const data = Uint16Array.from({ length: size.width * size.height }, (_, i) => (i % size.width) + 7);
    const slice: Slice = {
      ...{ ...size, channels: 1, data },
      ...{ slope: 1, intercept: 0, invert: false, windows: [] },
    };
    const small = coarseSlice(coarse, slice);
    // The last square is a column wide, so that its middle is that column.
    expect([small.data[0], small.data[1], small.data[683]]).toEqual([8, 11, 2049 + 7]);
    const mask = coarseMask(coarse, rectMask(size, { x0: 1, y0: 4, x1: 8, y1: 8 }));
    expect(mask.bounds).toEqual({ x0: 0, y0: 1, x1: 3, y1: 3 });
    expect(coarse.toImage({ x: 684, y: 1 })).toEqual({ x: 2050, y: 3 });
    const fine = fineMask(coarse, mask, size);
    expect(fine.equals(rectMask(size, { x0: 0, y0: 3, x1: 9, y1: 9 }))).toBe(true);
    expect(coarseMask(coarse, fine).equals(mask)).toBe(true);
  });
});
