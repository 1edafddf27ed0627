import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Rect } from '../../../src/core/geometry/rect';
import { Mask } from '../../../src/core/mask/mask';
import { decodePart, encodeEnlarged, encodePart, paste, replacePart } from '../../../src/core/mask/part';
import { crop, patched } from '../../../src/core/mask/patch';
import { decodeRunLength, encodeRunLength } from '../../../src/core/mask/runLength';

/** A mask, a rectangle in it, and a mask of its size. */
const cases = fc
  .record({ width: fc.integer({ min: 1, max: 9 }), height: fc.integer({ min: 1, max: 9 }) })
  .chain(({ width, height }) =>
    fc.tuple(fc.nat(width - 1), fc.nat(height - 1), fc.nat(8), fc.nat(8)).chain(([x0, y0, across, down]) => {
      const rect: Rect = { x0, y0, x1: Math.min(width, x0 + 1 + across), y1: Math.min(height, y0 + 1 + down) };
      const part = { width: rect.x1 - rect.x0, height: rect.y1 - rect.y0 };
      return fc.record({
        mask: maskOf(width, height),
        rect: fc.constant(rect),
        part: maskOf(part.width, part.height),
      });
    }),
  );

function maskOf(width: number, height: number): fc.Arbitrary<Mask> {
  const length = width * height;
  return fc
    .array(fc.integer({ min: 0, max: 1 }), { minLength: length, maxLength: length })
    .map((values) => new Mask(width, height, Uint8Array.from(values)));
}

test('a part is what is cut from the whole mask', () => {
  fc.assert(
    fc.property(cases, ({ mask, rect }) => {
      expect(decodePart(encodeRunLength(mask), rect).data).toEqual(crop(mask, rect).data);
    }),
  );
});

test('a part has the run lengths of a mask that is empty elsewhere', () => {
  fc.assert(
    fc.property(cases, ({ mask, rect, part }) => {
      const whole = patched(new Mask(mask.width, mask.height), rect, part);
      expect(encodePart(part, rect, [mask.width, mask.height])).toEqual(encodeRunLength(whole));
    }),
  );
});

test('a smaller part has the run lengths of one whose pixels are squares', () => {
  fc.assert(
    fc.property(cases, fc.integer({ min: 1, max: 5 }), ({ mask, rect }, scale) => {
      const [width, height] = [Math.ceil((rect.x1 - rect.x0) / scale), Math.ceil((rect.y1 - rect.y0) / scale)];
      const small = new Mask(width, height);
      for (let at = 0; at < small.data.length; at++) small.data[at] = (at * 7 + scale) % 3 === 0 ? 1 : 0;
      const large = new Mask(rect.x1 - rect.x0, rect.y1 - rect.y0);
      for (let y = 0; y < large.height; y++) {
        for (let x = 0; x < large.width; x++) {
          large.data[y * large.width + x] = small.data[Math.floor(y / scale) * width + Math.floor(x / scale)]!;
        }
      }
      const size = [mask.width, mask.height] as const;
      expect(encodeEnlarged(small, rect, scale, size)).toEqual(encodePart(large, rect, size));
    }),
  );
});

test('replacing a part has the run lengths of the mask with that part', () => {
  fc.assert(
    fc.property(cases, ({ mask, rect, part }) => {
      expect(replacePart(encodeRunLength(mask), rect, part)).toEqual(encodeRunLength(patched(mask, rect, part)));
    }),
  );
});

test('what lies in both frames is copied', () => {
  fc.assert(
    fc.property(cases, ({ mask, rect, part }) => {
      const frame = { x0: 0, y0: 0, x1: mask.width, y1: mask.height };
      const to = decodeRunLength(encodeRunLength(mask));
      paste(to, frame, part, rect);
      expect(to.data).toEqual(patched(mask, rect, part).data);
      const back = new Mask(part.width, part.height);
      paste(back, rect, to, frame);
      expect(back.data).toEqual(part.data);
    }),
  );
});

test('the mask of a huge image takes no more than its object', () => {
  const [size, rect] = [[100_000, 100_000] as const, { x0: 70_000, y0: 60_000, x1: 70_003, y1: 60_002 }];
  const runs = encodePart(new Mask(3, 2, Uint8Array.of(1, 1, 1, 0, 1, 0)), rect, size);
  expect(runs.counts).toEqual([6_000_070_000, 3, 99_998, 1, 10_000_000_000 - 6_000_170_002]);
  expect([...decodePart(runs, rect).data]).toEqual([1, 1, 1, 0, 1, 0]);
});
