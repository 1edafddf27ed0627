import fc from 'fast-check';
import { expect, test } from 'vitest';
import { coveredPixels } from '../../../src/core/mask/covered';
import { drawLabels } from '../../../src/core/mask/labelMap';
import { Mask } from '../../../src/core/mask/mask';
import { encodeRunLength } from '../../../src/core/mask/runLength';

const size = { width: 5, height: 3 };

const masks = fc.array(
  fc.record({
    value: fc.integer({ min: 1, max: 3 }),
    pixels: fc.array(fc.integer({ min: 0, max: 1 }), { minLength: 15, maxLength: 15 }),
  }),
  { maxLength: 5 },
);

test('what is lost of masks is what the label map does not show of them', () => {
  fc.assert(
    fc.property(masks, (drawn) => {
      const all = drawn.map(({ value, pixels }) => ({
        value,
        slice: 0,
        mask: encodeRunLength(new Mask(size.width, size.height, Uint8Array.from(pixels))),
      }));
      const map = drawLabels(size, 1, all);
      expect(coveredPixels(all)).toEqual(
        drawn.map(({ value, pixels }) => {
          const own = [...pixels.keys()].filter((at) => pixels[at] === 1);
          const lost = own.filter((at) => map[at] !== value);
          const top = (at: number): number => drawn.findLastIndex((each) => each.pixels[at] === 1);
          return {
            area: own.length,
            covered: lost.length,
            by: [...new Set(lost.map(top))].sort((a, b) => a - b),
          };
        }),
      );
    }),
  );
});

test('a huge image takes no more than its masks', () => {
  const mask = (start: number) => ({ size: [100_000, 100_000] as const, counts: [start, 10, 1e10 - start - 10] });
  expect(
    coveredPixels([
      { mask: mask(7e9), value: 1 },
      { mask: mask(7e9 + 4), value: 2 },
    ]),
  ).toEqual([
    { area: 10, covered: 6, by: [1] },
    { area: 10, covered: 0, by: [] },
  ]);
});
