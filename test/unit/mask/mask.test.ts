import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { largestComponent } from '../../../src/core/mask/components';
import { drawLabels, labelValuesIn } from '../../../src/core/mask/labelMap';
import { Mask } from '../../../src/core/mask/mask';
import { boundsOf, decodeRunLength, encodeLabelMap, encodeRunLength, fillRuns } from '../../../src/core/mask/runLength';
import { rectMask } from '../../support/sidecars';

/** A mask drawn with one character a pixel; anything but a dot is object. */
function drawn(...rows: string[]): Mask {
  const data = Uint8Array.from(rows.join(''), (character) => (character === '.' ? 0 : 1));
  return new Mask(rows[0]!.length, rows.length, data);
}

const masks = fc
  .tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 12 }))
  .chain(([width, height]) =>
    fc
      .array(fc.integer({ min: 0, max: 1 }), { minLength: width * height, maxLength: width * height })
      .map((values) => new Mask(width, height, Uint8Array.from(values))),
  );

describe('Mask', () => {
  it('knows its area and bounds', () => {
    const mask = drawn('.....', '..##.', '...#.', '.....');
    expect(mask.area).toBe(3);
    expect(mask.bounds).toEqual({ x0: 2, y0: 1, x1: 4, y1: 3 });
  });

  it('has no bounds when empty', () => {
    expect(new Mask(3, 2).area).toBe(0);
    expect(new Mask(3, 2).bounds).toBeUndefined();
  });

  it('refuses data of another size', () => {
    expect(() => new Mask(3, 2, new Uint8Array(5))).toThrow('A 3×2 mask needs 6 bytes, got 5.');
  });

  it('equals a mask of the same size and pixels only', () => {
    expect(drawn('#.', '..').equals(drawn('#.', '..'))).toBe(true);
    expect(drawn('#.', '..').equals(drawn('.#', '..'))).toBe(false);
    expect(drawn('#.', '..').equals(drawn('#...'))).toBe(false);
  });
});

describe('run lengths', () => {
  it('count row by row, background first', () => {
    expect(encodeRunLength(drawn('.##', '#..'))).toEqual({ size: [3, 2], counts: [1, 3, 2] });
    expect(encodeRunLength(drawn('#.'))).toEqual({ size: [2, 1], counts: [0, 1, 1] });
    expect(encodeRunLength(new Mask(3, 2))).toEqual({ size: [3, 2], counts: [6] });
  });

  it('give back any mask', () => {
    fc.assert(
      fc.property(masks, (mask) => {
        expect(decodeRunLength(encodeRunLength(mask)).equals(mask)).toBe(true);
      }),
    );
  });

  it('have the bounds of their mask', () => {
    fc.assert(
      fc.property(masks, (mask) => {
        expect(boundsOf(encodeRunLength(mask))).toEqual(mask.bounds);
      }),
    );
  });

  it('that do not add up are refused before anything is drawn', () => {
    const plane = new Uint8Array(4);
    for (const counts of [
      [1, 2],
      [0, 5],
      [1, -1, 4],
      [0.5, 3.5],
    ]) {
      expect(() => {
        fillRuns(plane, { size: [2, 2], counts }, 7);
      }).toThrow('its size is 2×2');
    }
    expect(plane).toEqual(new Uint8Array(4));
  });

  it.each([[[5]], [[7]], [[]], [[1.5, 4.5]], [[7, -1]], [[NaN]]])('%j of six pixels are damaged', (counts) => {
    expect(() => decodeRunLength({ size: [3, 2], counts })).toThrow(expect.objectContaining({ code: 'damaged' }));
  });

  it('of all labels of a map are those of each label alone', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(4), { minLength: 1, maxLength: 40 }), (values) => {
        const size = [values.length, 1] as const;
        const alone = [1, 2, 3, 4]
          .filter((value) => values.includes(value))
          .map((value) => [
            value,
            encodeRunLength(
              new Mask(
                ...size,
                Uint8Array.from(values, (each) => Number(each === value)),
              ),
            ),
          ]);
        expect([...encodeLabelMap(values, size)]).toEqual(alone);
      }),
    );
  });
});

describe('largestComponent', () => {
  it('is undefined for an empty mask', () => {
    expect(largestComponent(new Mask(4, 4))).toBeUndefined();
  });

  it('connects diagonal neighbours', () => {
    const found = largestComponent(drawn('#..##', '.#...', '..#..'));
    expect(found).toMatchObject({ area: 3, bounds: { x0: 0, y0: 0, x1: 3, y1: 3 } });
    expect(found?.mask.equals(drawn('#....', '.#...', '..#..'))).toBe(true);
  });

  it('is the first of equally large ones', () => {
    expect(largestComponent(drawn('...##', '.....', '##...'))?.bounds).toEqual({ x0: 3, y0: 0, x1: 5, y1: 1 });
  });

  it('does not connect the end of a row with the start of the next', () => {
    expect(largestComponent(drawn('...#', '#...'))?.area).toBe(1);
  });

  it('is part of its mask, and what is left holds no larger one', () => {
    fc.assert(
      fc.property(masks, (mask) => {
        const found = largestComponent(mask);
        expect(found === undefined).toBe(mask.area === 0);
        if (found === undefined) return;
        expect(found.mask.area).toBe(found.area);
        expect(found.mask.data.every((value, i) => value <= mask.data[i]!)).toBe(true);
        const rest = new Mask(
          mask.width,
          mask.height,
          mask.data.map((value, i) => value - found.mask.data[i]!),
        );
        expect(largestComponent(rest)?.area ?? 0).toBeLessThanOrEqual(found.area);
      }),
    );
  });
});

it('finds the values of a label map', () => {
  expect(labelValuesIn(Uint8Array.of(0, 7, 2, 7))).toEqual([2, 7]);
  expect(labelValuesIn(Uint16Array.of(65535, 0, 256))).toEqual([256, 65535]);
  expect(labelValuesIn(new Uint8Array(3))).toEqual([]);
});

describe('drawLabels', () => {
  const size = { width: 3, height: 2 };
  const row = (y: number) => encodeRunLength(rectMask(size, { x0: 0, y0: y, x1: 3, y1: y + 1 }));

  it('draws each object on its slice, later ones over earlier ones', () => {
    const objects = [
      { slice: 0, value: 1, mask: row(0) },
      { slice: 1, value: 2, mask: row(1) },
      { slice: 0, value: 3, mask: encodeRunLength(drawn('..#', '...')) },
    ];
    expect(drawLabels(size, 2, objects)).toEqual(Uint8Array.of(1, 1, 3, 0, 0, 0, 0, 0, 0, 2, 2, 2));
  });

  it('is 16-bit where a value asks for it', () => {
    expect(drawLabels(size, 1, [{ slice: 0, value: 256, mask: row(0) }])).toEqual(
      Uint16Array.of(256, 256, 256, 0, 0, 0),
    );
    expect(drawLabels(size, 1, [{ slice: 0, value: 255, mask: row(0) }])).toBeInstanceOf(Uint8Array);
  });

  it('refuses what does not fit the image', () => {
    const damaged = expect.objectContaining({ code: 'damaged' }) as Error;
    expect(() => drawLabels(size, 1, [{ slice: 1, value: 1, mask: row(0) }])).toThrow(damaged);
    expect(() => drawLabels({ width: 2, height: 3 }, 1, [{ slice: 0, value: 1, mask: row(0) }])).toThrow(damaged);
  });
});
