import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Mask } from '../../../src/core/mask/mask';
import { maskLine } from '../../../src/core/mask/maskLine';
import { encodeRunLength } from '../../../src/core/mask/runLength';

test('a row or column of a mask is that of its pixels', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 9 }),
      fc.integer({ min: 1, max: 9 }),
      fc.array(fc.integer({ min: 0, max: 1 }), { minLength: 81, maxLength: 81 }),
      fc.constantFrom(0 as const, 1 as const),
      fc.nat(8),
      (width, height, values, normal, at) => {
        const mask = new Mask(width, height);
        mask.data.set(values.slice(0, width * height));
        const index = at % (normal === 0 ? width : height);
        const length = normal === 0 ? height : width;
        const line = new Array<number>(length).fill(0);
        for (const [start, end] of maskLine(encodeRunLength(mask), normal, index)) line.fill(1, start, end);
        const expected = line.map((_, i) => mask.data[normal === 0 ? i * width + index : index * width + i]);
        expect(line).toEqual(expected);
      },
    ),
  );
});

test('there is none outside', () => {
  const runs = { size: [2, 2] as const, counts: [0, 4] };
  expect(maskLine(runs, 0, 2)).toEqual([]);
  expect(maskLine(runs, 1, -1)).toEqual([]);
});
