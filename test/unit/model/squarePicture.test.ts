import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SquarePicture } from '../../../src/core/model/squarePicture';
import { Mask } from '../../../src/core/mask/mask';
import { rectMask } from '../../support/sidecars';

describe('the picture with square pixels of an image', () => {
  it('has several pixels for the longer side of each', () => {
    expect(new SquarePicture({ width: 100, height: 20 }, [1, 5]).size).toEqual({ width: 100, height: 100 });
    expect(new SquarePicture({ width: 100, height: 20 }, [1.5, 1]).size).toEqual({ width: 150, height: 20 });
    expect(new SquarePicture({ width: 100, height: 20 }, [1, 1]).size).toEqual({ width: 100, height: 20 });
  });

  it('stays of a size that fits into memory where the distance of slices is nonsense', () => {
    expect(new SquarePicture({ width: 100, height: 20 }, [1, 1e9]).size).toEqual({ width: 100, height: 1280 });
  });

  it('takes prompts to where they lie on the image', () => {
    const picture = new SquarePicture({ width: 10, height: 4 }, [1, 2.5]);
    const prompt = { box: { x0: 1, y0: 1, x1: 3, y1: 2 }, points: [{ x: 2, y: 1.5, positive: true }] };
    expect(picture.toPicture(prompt)).toEqual({
      box: { x0: 1, y0: 2.5, x1: 3, y1: 5 },
      points: [{ x: 2, y: 3.75, positive: true }],
    });
  });

  it('takes a mask there and back unchanged, and a box of it to the same pixels', () => {
    const sizes = fc.record({ width: fc.integer({ min: 1, max: 12 }), height: fc.integer({ min: 1, max: 12 }) });
    const pixels = fc.tuple(fc.double({ min: 0.5, max: 6, noNaN: true }), fc.constant(1));
    fc.assert(
      fc.property(sizes, pixels, fc.infiniteStream(fc.boolean()), (size, pixel, bits) => {
        const data = Uint8Array.from({ length: size.width * size.height }, () => Number(bits.next().value));
        const mask = new Mask(size.width, size.height, data);
        const picture = new SquarePicture(size, pixel);
        expect(picture.maskToImage(picture.maskToPicture(mask)).equals(mask)).toBe(true);
      }),
    );
    const picture = new SquarePicture({ width: 10, height: 4 }, [1, 3]);
    const box = { x0: 2, y0: 1, x1: 5, y1: 3 };
    const { x0, y0, x1, y1 } = picture.toPicture({ box, points: [] }).box!;
    const answer = rectMask(picture.size, { x0, y0, x1, y1 });
    expect(picture.maskToImage(answer).equals(rectMask({ width: 10, height: 4 }, box))).toBe(true);
  });
});
