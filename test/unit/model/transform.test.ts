import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ImageTransform } from '../../../src/core/model/transform';

const side = fc.integer({ min: 1, max: 5000 });
/** An image, a region of whole pixels in it, and a model size. */
const placed = fc
  .record({ width: side, height: side, modelSize: fc.constantFrom(32, 192, 256, 1024) })
  .chain(({ width, height, modelSize }) =>
    fc
      .tuple(
        fc.integer({ min: 0, max: width - 1 }),
        fc.integer({ min: 0, max: height - 1 }),
        fc.integer({ min: 1, max: width }),
        fc.integer({ min: 1, max: height }),
      )
      .map(([x0, y0, w, h]) => ({
        image: { width, height },
        modelSize,
        region: { x0, y0, x1: Math.min(width, x0 + w), y1: Math.min(height, y0 + h) },
      })),
  );

describe('ImageTransform', () => {
  it('makes the longest side the model size and keeps the other within it', () => {
    fc.assert(
      fc.property(placed, ({ image, modelSize, region }) => {
        const { resized } = new ImageTransform(image, modelSize, region);
        expect(Math.max(resized.width, resized.height)).toBe(modelSize);
        expect(Math.min(resized.width, resized.height)).toBeGreaterThanOrEqual(1);
      }),
    );
  });

  it('maps points and rectangles there and back', () => {
    const at = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(placed, at, at, ({ image, modelSize, region }, u, v) => {
        const transform = new ImageTransform(image, modelSize, region);
        const point = { x: u * image.width, y: v * image.height };
        const back = transform.pointToImage(transform.pointToModel(point));
        expect(back.x).toBeCloseTo(point.x, 6);
        expect(back.y).toBeCloseTo(point.y, 6);
        const rect = { x0: point.x, y0: point.y, x1: image.width, y1: image.height };
        const rectBack = transform.rectToImage(transform.rectToModel(rect));
        for (const edge of ['x0', 'y0', 'x1', 'y1'] as const) expect(rectBack[edge]).toBeCloseTo(rect[edge], 6);
      }),
    );
  });

  it('maps the region onto the resized area, border to border', () => {
    fc.assert(
      fc.property(placed, ({ image, modelSize, region }) => {
        const transform = new ImageTransform(image, modelSize, region);
        const rect = transform.rectToModel(region);
        expect([rect.x0, rect.y0]).toEqual([0, 0]);
        expect(rect.x1).toBeCloseTo(transform.resized.width, 6);
        expect(rect.y1).toBeCloseTo(transform.resized.height, 6);
      }),
    );
  });

  it('maps the centre of a pixel by its index, as SAM does', () => {
    const transform = new ImageTransform({ width: 512, height: 512 }, 256);
    expect(transform.pointToModel({ x: 307.5, y: 216.5 })).toEqual({ x: 153.5, y: 108 });
    expect(transform.rectToModel({ x0: 289, y0: 203, x1: 316, y1: 230 })).toEqual({
      x0: 144.5,
      y0: 101.5,
      x1: 158,
      y1: 115,
    });
  });

  it('gives a side that would vanish one pixel', () => {
    expect(new ImageTransform({ width: 1000, height: 1 }, 256).resized).toEqual({ width: 256, height: 1 });
    expect(new ImageTransform({ width: 1, height: 513 }, 256).resized).toEqual({ width: 1, height: 256 });
  });

  it.each([
    ['empty', { x0: 3, y0: 3, x1: 3, y1: 5 }],
    ['of broken pixels', { x0: 0.5, y0: 0, x1: 3, y1: 5 }],
    ['outside', { x0: 0, y0: 0, x1: 11, y1: 5 }],
    ['not a number', { x0: NaN, y0: 0, x1: 3, y1: 5 }],
  ])('refuses a region that is %s', (_, region) => {
    expect(() => new ImageTransform({ width: 10, height: 10 }, 32, region)).toThrow(RangeError);
  });
});
