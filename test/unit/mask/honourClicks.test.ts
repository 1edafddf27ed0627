import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { combine } from '../../support/combined';
import { partsOf } from '../../../src/core/mask/components';
import { difference } from '../../../src/core/mask/difference';
import { honourClicks } from '../../../src/core/mask/honourClicks';
import { Mask } from '../../../src/core/mask/mask';

const [width, height] = [20, 16];
const mask = fc
  .array(fc.integer({ min: 0, max: 1 }), { minLength: width * height, maxLength: width * height })
  .map((values) => new Mask(width, height, Uint8Array.from(values)));
const click = fc.record({
  x: fc.double({ min: 0, max: width - 0.01, noNaN: true }),
  y: fc.double({ min: 0, max: height - 0.01, noNaN: true }),
  positive: fc.boolean(),
});
const pixelOf = ({ x, y }: { x: number; y: number }, w = width): number => Math.floor(y) * w + Math.floor(x);

function shape(w: number, h: number, isIn: (x: number, y: number) => boolean): Mask {
  return new Mask(
    w,
    h,
    Uint8Array.from({ length: w * h }, (_, i) => Number(isIn((i % w) + 0.5, Math.floor(i / w) + 0.5))),
  );
}

describe('clicks on a mask', () => {
  it('are all heeded, the later of two on the same pixel', () => {
    fc.assert(
      fc.property(mask, mask, fc.array(click, { minLength: 1, maxLength: 4 }), (before, answer, clicks) => {
        const result = honourClicks(before, answer, clicks);
        const last = new Map(clicks.map((each) => [pixelOf(each), each.positive]));
        for (const [pixel, positive] of last) expect(result.data[pixel]).toBe(Number(positive));
      }),
    );
  });

  it('leave what earlier clicks have said', () => {
    fc.assert(
      fc.property(mask, mask, click, fc.array(click, { maxLength: 4 }), (before, answer, next, earlier) => {
        const heeded = honourClicks(before, before, earlier);
        const result = honourClicks(heeded, answer, [next], earlier);
        const last = new Map([...earlier, next].map((each) => [pixelOf(each), each.positive]));
        for (const [pixel, positive] of last) expect(result.data[pixel]).toBe(Number(positive));
      }),
    );
  });

  it('change one part, which has the click in it, and only one way', () => {
    fc.assert(
      fc.property(mask, mask, click, (before, answer, next) => {
        const result = honourClicks(before, answer, [next]);
        const changed = new Mask(
          width,
          height,
          result.data.map((value, i) => value ^ before.data[i]!),
        );
        const value = Number(next.positive);
        if (before.data[pixelOf(next)] === value) {
          expect(changed.area).toBe(0);
          return;
        }
        expect(partsOf(changed).areas).toHaveLength(1);
        expect(changed.data[pixelOf(next)]).toBe(1);
        expect([...changed.data.keys()].every((i) => changed.data[i] === 0 || result.data[i] === value)).toBe(true);
      }),
    );
  });
});

describe('a correction of a disc', () => {
  const side = 256;
  const disc = (radius: number, x = 100) => shape(side, side, (px, py) => Math.hypot(px - x, py - 128) <= radius);
  const before = disc(50);

  it('takes over what the answer adds at the click, and nothing elsewhere', () => {
    const bulge = disc(25, 150);
    const far = disc(10, 220);
    const answer = shape(side, side, (x, y) => {
      const i = pixelOf({ x, y }, side);
      return before.data[i] === 1 || bulge.data[i] === 1 || far.data[i] === 1;
    });
    const result = honourClicks(before, answer, [{ x: 165, y: 128, positive: true }]);
    expect(result.equals(combine(before, bulge, 'union'))).toBe(true);
  });

  it('leaves far edges where they are though the answer moves all of them', () => {
    // The answer is larger by two pixels all around, and bulges at the click.
    const answer = shape(
      side,
      side,
      (x, y) => Math.hypot(x - 100, y - 128) <= 52 || Math.hypot(x - 150, y - 128) <= 25,
    );
    const result = honourClicks(before, answer, [{ x: 165, y: 128, positive: true }]);
    expect(result.data[pixelOf({ x: 174, y: 128 }, side)]).toBe(1);
    const far = shape(side, side, (x) => x < 110);
    expect(combine(result, far, 'intersection').equals(combine(before, far, 'intersection'))).toBe(true);
  });

  it('cuts off what a negative click is on', () => {
    const answer = shape(side, side, (x, y) => Math.hypot(x - 100, y - 128) <= 50 && x < 130);
    const result = honourClicks(before, answer, [{ x: 142, y: 128, positive: false }]);
    expect(result.equals(answer)).toBe(true);
  });

  it('changes a disc around a click that the answer ignores', () => {
    const added = honourClicks(before, before, [{ x: 200.5, y: 128.5, positive: true }]);
    expect(difference(added, before).area).toBe(49);
    const removed = honourClicks(before, before, [{ x: 100.5, y: 128.5, positive: false }]);
    expect(removed.area).toBeLessThan(before.area);
    expect(removed.area).toBeGreaterThan(before.area - 60);
  });
});
