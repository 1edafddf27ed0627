import { readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { enlargeLogits, logitsToMask } from '../../../src/core/model/postprocess';
import { ImageTransform } from '../../../src/core/model/transform';
import { maxDifference } from '../../support/npy';

interface Case {
  readonly modelSize: number;
  readonly width: number;
  readonly height: number;
  readonly logits: number[];
  readonly expected: number[];
}

const golden = path.join(__dirname, '../../golden/model/enlarge.json');
const { cases } = JSON.parse(readFileSync(golden, 'utf8')) as { cases: Case[] };

/** Logits of a grid whose cells are 4 model pixels: positive where `inside` holds of the cell's centre in model pixels. */
function drawLogits(modelSize: number, inside: (x: number, y: number) => number): Float32Array {
  const grid = modelSize / 4;
  return Float32Array.from({ length: grid * grid }, (_, i) => inside((i % grid) * 4 + 2, Math.floor(i / grid) * 4 + 2));
}

describe('enlargeLogits', () => {
  it.each(cases.map((item) => [`${String(item.width)}×${String(item.height)}`, item] as const))(
    'agrees with PyTorch for %s',
    (_, { modelSize, width, height, logits, expected }) => {
      const transform = new ImageTransform({ width, height }, modelSize);
      expect(maxDifference(enlargeLogits(Float32Array.from(logits), transform), expected)).toBeLessThan(2e-5);
    },
  );
});

describe('logitsToMask', () => {
  const place = fc.integer({ min: 0, max: 40 });
  const sized = fc.record({
    image: fc.record({ width: fc.integer({ min: 1, max: 70 }), height: fc.integer({ min: 1, max: 70 }) }),
    logits: fc.array(fc.double({ min: -3, max: 3, noNaN: true }), { minLength: 64, maxLength: 64 }),
    x0: place,
    y0: place,
  });

  it('is positive exactly where the enlarged logits are, and empty outside the region', () => {
    fc.assert(
      fc.property(sized, ({ image, logits, ...corner }) => {
        const x0 = Math.min(corner.x0, image.width - 1);
        const y0 = Math.min(corner.y0, image.height - 1);
        const transform = new ImageTransform(image, 32, { x0, y0, x1: image.width, y1: image.height });
        const values = Float32Array.from(logits);
        const large = enlargeLogits(values, transform);
        const mask = logitsToMask(values, transform, image);
        const width = image.width - x0;
        mask.data.forEach((value, i) => {
          const x = (i % image.width) - x0;
          const y = Math.floor(i / image.width) - y0;
          const expected = x >= 0 && y >= 0 && (large[y * width + x] ?? 0) > 0 ? 1 : 0;
          expect(value).toBe(expected);
        });
      }),
      { numRuns: 60 },
    );
  });

  it.each([
    ['landscape', 300, 100],
    ['portrait', 101, 333],
    ['odd', 77, 77],
    ['smaller than the model', 19, 31],
  ])('puts a half plane where it was drawn: %s', (_, width, height) => {
    const image = { width, height };
    const transform = new ImageTransform(image, 192);
    const edge = 80;
    const { bounds } = logitsToMask(
      drawLogits(192, (x) => edge - x),
      transform,
      image,
    );
    const expected = transform.rectToImage({ x0: 0, y0: 0, x1: edge, y1: 0 }).x1;
    expect(bounds).toMatchObject({ x0: 0, y0: 0, y1: height });
    expect(Math.abs((bounds?.x1 ?? NaN) - Math.min(width, expected))).toBeLessThanOrEqual(1);
  });

  it('keeps a mask of a single pixel', () => {
    const image = { width: 8, height: 8 };
    const transform = new ImageTransform(image, 32);
    const logits = drawLogits(32, (x, y) => (x === 14 && y === 22 ? 1 : -1));
    const mask = logitsToMask(logits, transform, image);
    expect(mask.bounds).toEqual({ x0: 3, y0: 5, x1: 4, y1: 6 });
  });

  it('fills the image to its borders, and leaves it empty', () => {
    const image = { width: 51, height: 20 };
    const transform = new ImageTransform(image, 64);
    expect(
      logitsToMask(
        drawLogits(64, () => 1),
        transform,
        image,
      ).area,
    ).toBe(51 * 20);
    expect(
      logitsToMask(
        drawLogits(64, () => -1),
        transform,
        image,
      ).area,
    ).toBe(0);
  });
});
