import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { cutIntoParts } from '../../../src/core/mask/cutIntoParts';
import { Mask } from '../../../src/core/mask/mask';
import { decodePart } from '../../../src/core/mask/part';
import { decodeRunLength, encodeRunLength } from '../../../src/core/mask/runLength';

const masks = fc
  .tuple(fc.integer({ min: 1, max: 17 }), fc.integer({ min: 1, max: 13 }))
  .chain(([width, height]) =>
    fc
      .array(fc.integer({ min: 0, max: 1 }), { minLength: width * height, maxLength: width * height })
      .map((values) => new Mask(width, height, Uint8Array.from(values))),
  );

test('the parts of a mask have its pixels, each once, and none is empty', () => {
  fc.assert(
    fc.property(masks, fc.integer({ min: 1, max: 20 }), (mask, side) => {
      const runs = encodeRunLength(mask);
      const parts = cutIntoParts(runs, side);
      const together = new Mask(mask.width, mask.height);
      for (const { rect, runs: own } of parts) {
        expect(Math.max(rect.x1 - rect.x0, rect.y1 - rect.y0)).toBeLessThanOrEqual(side);
        const part = decodeRunLength(own);
        expect(part).toEqual(decodePart(runs, rect));
        expect(part.bounds).toBeDefined();
        for (let y = rect.y0; y < rect.y1; y++) {
          for (let x = rect.x0; x < rect.x1; x++) {
            together.data[y * mask.width + x]! += part.data[(y - rect.y0) * part.width + x - rect.x0]!;
          }
        }
      }
      expect(together).toEqual(mask);
    }),
  );
});

test('a slide of 100,000 pixels a side is cut without drawing it', () => {
  const side = 100_000;
  const counts = [5 * side + 10, 3, side - 3, 3, side * side - 6 * side - 16];
  expect(cutIntoParts({ size: [side, side], counts }, 1024)).toEqual([
    {
      rect: { x0: 0, y0: 0, x1: 1024, y1: 1024 },
      runs: { size: [1024, 1024], counts: [5 * 1024 + 10, 3, 1021, 3, 1024 * 1024 - 6 * 1024 - 13] },
    },
  ]);
});
