import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readLabelPng } from '../../../src/core/formats/png/labelMap';
import { writeLargeLabelPng } from '../../../src/core/formats/png/largeLabelMap';
import { drawLabels } from '../../../src/core/mask/labelMap';
import { Mask } from '../../../src/core/mask/mask';
import { encodeRunLength } from '../../../src/core/mask/runLength';
import { deflatePart } from '../../../src/node/files/gzip';

const masks = (width: number, height: number) =>
  fc.array(
    fc.record({
      value: fc.oneof(fc.integer({ min: 1, max: 255 }), fc.integer({ min: 1, max: 65_535 })),
      pixels: fc.array(fc.integer({ min: 0, max: 1 }), { minLength: width * height, maxLength: width * height }),
    }),
    { maxLength: 4 },
  );

describe('the label map of a large image', () => {
  test('is the one that is drawn as a whole', () => {
    const [width, height] = [7, 5];
    fc.assert(
      fc.property(masks(width, height), (drawn) => {
        const all = drawn.map(({ value, pixels }) => ({
          ...{ value, slice: 0 },
          mask: encodeRunLength(new Mask(width, height, Uint8Array.from(pixels))),
        }));
        const map = readLabelPng(writeLargeLabelPng({ width, height }, all, deflatePart, new Map()));
        expect(map).toMatchObject({ width, height });
        expect([...map.data]).toEqual([...drawLabels({ width, height }, 1, all)]);
      }),
    );
  });

  test('is written in several bands, with the colours of its labels', () => {
    const size = { width: 3000, height: 3000 };
    const counts = [2_999_000, 2000, 3_000_000, 500, 9_000_000 - 6_001_500];
    const map = readLabelPng(
      writeLargeLabelPng(
        size,
        [{ mask: { size: [3000, 3000], counts }, value: 2 }],
        deflatePart,
        new Map([
          [1, '#010203'],
          [2, '#0a0b0c'],
        ]),
      ),
    );
    expect(map.palette).toEqual([
      [0, 0, 0],
      [1, 2, 3],
      [10, 11, 12],
    ]);
    const whole = drawLabels(size, 1, [{ slice: 0, value: 2, mask: { size: [3000, 3000], counts } }]);
    expect(Buffer.from(map.data).equals(Buffer.from(whole))).toBe(true);
  });
});
