import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Mask } from '../../../src/core/mask/mask';
import { changedRect, crop, patched } from '../../../src/core/mask/patch';

const [width, height] = [9, 7];
const masks = fc
  .array(fc.integer({ min: 0, max: 1 }), { minLength: width * height, maxLength: width * height })
  .map((values) => new Mask(width, height, Uint8Array.from(values)));

it('two masks differ in the smallest rectangle around what differs, and are alike with that part', () => {
  fc.assert(
    fc.property(masks, masks, (a, b) => {
      const xor = new Mask(
        width,
        height,
        a.data.map((value, i) => value ^ b.data[i]!),
      );
      const rect = changedRect(a, b);
      expect(rect).toEqual(xor.bounds);
      if (rect === undefined) return;
      expect(patched(a, rect, crop(b, rect)).equals(b)).toBe(true);
      expect(changedRect(a, b, rect)).toEqual(rect);
    }),
  );
});

it('a patched mask is a copy', () => {
  const mask = new Mask(width, height);
  patched(mask, { x0: 1, y0: 1 }, new Mask(1, 1, Uint8Array.of(1)));
  expect(mask.area).toBe(0);
});
