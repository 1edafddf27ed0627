import { readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { combine } from '../../support/combined';
import { close, grow, open, shrink, type PixelSize } from '../../../src/core/mask/cleanUp/morphology';
import { inTiles } from '../../../src/core/mask/cleanUp/inTiles';
import { cleanUp, type CleanUp } from '../../../src/core/mask/cleanUp/operation';
import * as ofRuns from '../../../src/core/mask/cleanUp/parts';
import { smooth, smoothReach } from '../../../src/core/mask/cleanUp/smooth';
import { Mask } from '../../../src/core/mask/mask';
import { areaOf, decodeRunLength, encodeRunLength, type RunLengthMask } from '../../../src/core/mask/runLength';

interface Case {
  readonly mask: string;
  readonly results: Readonly<Record<string, string>> & { readonly parts: readonly number[] };
}

// From SciPy and scikit-image: test/golden/masks/cleanUp.py.
const file = path.join(import.meta.dirname, '../../golden/masks/cleanUp.json');
const cases = JSON.parse(readFileSync(file, 'utf8')) as readonly Case[];
const pixel: PixelSize = [1, 1];
const millimetres: PixelSize = [0.7, 1.9];

const onMask =
  (work: (mask: RunLengthMask) => RunLengthMask) =>
  (mask: Mask): Mask =>
    decodeRunLength(work(encodeRunLength(mask)));
const fillHoles = (mask: Mask, most?: number): Mask => onMask((each) => ofRuns.fillHoles(each, most))(mask);
const keepLargest = onMask(ofRuns.keepLargest);
const removeIslands = (mask: Mask, least: number): Mask => onMask((each) => ofRuns.removeIslands(each, least))(mask);
const splitParts = (mask: Mask): Mask[] => ofRuns.splitParts(encodeRunLength(mask)).map(decodeRunLength);

function drawn(text: string): Mask {
  const rows = text.split('/');
  return new Mask(
    rows[0]!.length,
    rows.length,
    Uint8Array.from(rows.join(''), (character) => Number(character === '#')),
  );
}

function textOf({ width, height, data }: Mask): string {
  const text = Array.from(data, (value) => '.#'[value]).join('');
  return Array.from({ length: height }, (_, y) => text.slice(y * width, (y + 1) * width)).join('/');
}

const masks = fc
  .tuple(fc.integer({ min: 1, max: 14 }), fc.integer({ min: 1, max: 14 }))
  .chain(([width, height]) =>
    fc
      .array(fc.integer({ min: 0, max: 1 }), { minLength: width * height, maxLength: width * height })
      .map((values) => new Mask(width, height, Uint8Array.from(values))),
  );

const isWithin = (inner: Mask, outer: Mask): boolean => inner.data.every((value, i) => value <= outer.data[i]!);

describe.each(cases.map((each, i) => [i, each] as const))('mask %i as SciPy cleans it up', (_, { mask, results }) => {
  const operations: Record<string, (mask: Mask) => Mask> = {
    fillHoles: (each) => fillHoles(each),
    'fillHoles 3': (each) => fillHoles(each, 3),
    keepLargest,
    'removeIslands 8': (each) => removeIslands(each, 8),
    'smooth 1.5': (each) => smooth(each, 1.5),
    'smooth 1.5 mm': (each) => smooth(each, 1.5, millimetres),
  };
  for (const [unit, size] of [
    ['', pixel],
    [' mm', millimetres],
  ] as const) {
    for (const distance of [1, 2.5]) {
      operations[`grow ${distance}${unit}`] = (each) => grow(each, distance, size);
      operations[`shrink ${distance}${unit}`] = (each) => shrink(each, distance, size);
      operations[`open ${distance}${unit}`] = (each) => open(each, distance, size);
      operations[`close ${distance}${unit}`] = (each) => close(each, distance, size);
    }
  }

  it.each(Object.entries(operations))('%s', (name, operation) => {
    expect(textOf(operation(drawn(mask)))).toBe(results[name]);
  });

  it('parts', () => {
    expect(splitParts(drawn(mask)).map(({ area }) => area)).toEqual(results.parts);
  });

  it('has no operation left over', () => {
    expect(Object.keys(results).sort()).toEqual([...Object.keys(operations), 'parts'].sort());
  });
});

describe('clean-up', () => {
  it('leaves a mask without an object, and one without a border, as they are', () => {
    for (const each of [new Mask(5, 4), new Mask(5, 4).complement]) {
      const results = [fillHoles(each), keepLargest(each), removeIslands(each, 3), smooth(each, 2)];
      for (const result of [...results, grow(each, 2), shrink(each, 2), open(each, 2), close(each, 2)]) {
        expect(textOf(result)).toBe(textOf(each));
      }
    }
  });

  it('never changes the mask it is given', () => {
    fc.assert(
      fc.property(masks, (mask) => {
        const before = textOf(mask);
        fillHoles(mask);
        removeIslands(mask, 3);
        smooth(mask, 1);
        close(open(mask, 1), 1);
        expect(textOf(mask)).toBe(before);
      }),
    );
  });

  it('only adds or only removes, and twice changes no more than once', () => {
    fc.assert(
      fc.property(masks, fc.integer({ min: 1, max: 3 }), (mask, amount) => {
        for (const adding of [fillHoles(mask), grow(mask, amount), close(mask, amount)]) {
          expect(isWithin(mask, adding)).toBe(true);
        }
        for (const removing of [
          keepLargest(mask),
          removeIslands(mask, amount),
          shrink(mask, amount),
          open(mask, amount),
        ]) {
          expect(isWithin(removing, mask)).toBe(true);
        }
        for (const again of [
          (each: Mask) => fillHoles(each),
          keepLargest,
          (each: Mask) => removeIslands(each, amount),
          (each: Mask) => open(each, amount),
          (each: Mask) => close(each, amount),
        ]) {
          expect(textOf(again(again(mask)))).toBe(textOf(again(mask)));
        }
      }),
    );
  });

  it('splits into parts that make up the mask', () => {
    fc.assert(
      fc.property(masks, (mask) => {
        const parts = splitParts(mask);
        const whole = parts.reduce((sum, part) => combine(sum, part, 'union'), new Mask(mask.width, mask.height));
        expect(textOf(whole)).toBe(textOf(mask));
        expect(parts.reduce((sum, part) => sum + part.area, 0)).toBe(mask.area);
      }),
    );
  });
});

describe('a mask that is cleaned up tile by tile', () => {
  const reaches = { grow: 4, shrink: 4, open: 8, close: 8 } as const;
  const works = { grow, shrink, open, close } as const;

  it('becomes what it becomes as a whole', () => {
    fc.assert(
      fc.property(masks, fc.integer({ min: 1, max: 5 }), fc.constantFrom(1, 1.5, 2.3), (mask, side, distance) => {
        for (const [name, reach] of Object.entries(reaches) as [keyof typeof works, number][]) {
          const work = (part: Mask): Mask => works[name](part, distance, millimetres);
          const tiled = inTiles(encodeRunLength(mask), reach + 1, work, side);
          expect(textOf(decodeRunLength(tiled)), name).toBe(textOf(work(mask)));
        }
        const work = (part: Mask): Mask => smooth(part, distance / 2);
        const tiled = inTiles(encodeRunLength(mask), smoothReach(distance / 2, pixel), work, side);
        expect(textOf(decodeRunLength(tiled))).toBe(textOf(work(mask)));
      }),
    );
  });

  it('is never drawn as a whole', () => {
    const width = 100_000;
    // Two squares of 3,000 pixels in opposite corners of a slide.
    const row = [3000, width - 3000];
    const counts = [0, ...Array.from({ length: 3000 }, () => row).flat()];
    counts[counts.length - 1]! += (width - 6000) * width + width - 3000;
    for (let y = 0; y < 3000; y++) counts.push(3000, ...(y < 2999 ? [width - 3000] : []));
    const slide: RunLengthMask = { size: [width, width], counts };
    const size: PixelSize = [1, 1];
    const areaAfter = (operation: CleanUp): number => areaOf(cleanUp(slide, operation));
    expect(areaAfter({ kind: 'keepLargest' })).toBe(3000 ** 2);
    expect(areaAfter({ kind: 'fillHoles' })).toBe(2 * 3000 ** 2);
    expect(areaAfter({ kind: 'shrink', distance: 2, size })).toBe(2 * 2998 ** 2);
    expect(areaAfter({ kind: 'open', distance: 1, size })).toBeGreaterThan(2 * 3000 ** 2 - 10);
  });
});

describe('combinations', () => {
  it.each([
    ['union', '###.'],
    ['difference', '#...'],
    ['intersection', '.#..'],
  ] as const)('%s', (how, expected) => {
    expect(textOf(combine(drawn('##..'), drawn('.##.'), how))).toBe(expected);
  });

  it('need masks of one size', () => {
    expect(() => combine(new Mask(2, 1), new Mask(1, 2), 'union')).toThrow(RangeError);
  });
});
