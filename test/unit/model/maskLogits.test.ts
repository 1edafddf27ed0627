import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Mask } from '../../../src/core/mask/mask';
import { maskLogits } from '../../../src/core/model/maskLogits';
import { logitsToMask } from '../../../src/core/model/postprocess';
import { ImageTransform } from '../../../src/core/model/transform';

describe('maskLogits', () => {
  it('says how much of each cell is covered', () => {
    // 4 × 2 image, 8 model pixels, cells of 2 model pixels: one image pixel each; the lower half is padding.
    const mask = new Mask(4, 2, Uint8Array.of(0, 1, 0, 0, 0, 0, 0, 1));
    const logits = maskLogits(mask, new ImageTransform(mask, 8), 4, 3);
    expect([...logits]).toEqual([-3, 3, -3, -3, -3, -3, -3, 3, ...Array<number>(8).fill(-3)]);
  });

  it('averages the pixels of a cell, and spreads a pixel over several', () => {
    const fine = new Mask(4, 4, Uint8Array.of(1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0));
    expect([...maskLogits(fine, new ImageTransform(fine, 8), 2, 2)]).toEqual([1, -2, -2, -2]);
    const coarse = new Mask(2, 1, Uint8Array.of(1, 0));
    expect([...maskLogits(coarse, new ImageTransform(coarse, 8), 4, 1)].slice(0, 4)).toEqual([1, 1, -1, -1]);
  });

  it('sees the region only', () => {
    const mask = new Mask(6, 6);
    mask.data[3 * 6 + 4] = 1;
    const transform = new ImageTransform(mask, 8, { x0: 3, y0: 3, x1: 5, y1: 5 });
    expect([...maskLogits(mask, transform, 2, 1)]).toEqual([-1, 1, -1, -1]);
  });

  it('comes back as nearly the same mask, for rectangles of any image and region', () => {
    const side = fc.integer({ min: 20, max: 200 });
    const unit = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(side, side, unit, unit, unit, unit, (width, height, a, b, c, d) => {
        const longest = Math.max(width, height);
        const cell = longest / 48;
        const mask = new Mask(width, height);
        const [x0, x1] = [Math.min(a, b), Math.max(a, b)].map((at) => Math.round(at * width)) as [number, number];
        const [y0, y1] = [Math.min(c, d), Math.max(c, d)].map((at) => Math.round(at * height)) as [number, number];
        for (let y = y0; y < y1; y++) mask.data.fill(1, y * width + x0, y * width + x1);
        const transform = new ImageTransform(mask, 192);
        const back = logitsToMask(maskLogits(mask, transform, 48, 1), transform, mask);
        const differing = back.data.reduce((sum, value, i) => sum + (value === mask.data[i] ? 0 : 1), 0);
        // Half a cell along each edge, and the resized image's own rounding to whole pixels.
        expect(differing).toBeLessThanOrEqual(2 * (x1 - x0 + y1 - y0 + 4) * (cell / 2 + 1));
      }),
    );
  });
});
