import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Mask } from '../../../src/core/mask/mask';
import { traceOutline, type Ring } from '../../../src/core/mask/traceOutline';

/** Whether the middle of a pixel lies inside the rings by the even-odd rule. */
function covers(rings: readonly Ring[], px: number, py: number): boolean {
  let inside = false;
  for (const ring of rings) {
    for (const [index, a] of ring.entries()) {
      const b = ring[(index + 1) % ring.length]!;
      if (a.x === b.x && a.x > px + 0.5 && Math.min(a.y, b.y) <= py && py < Math.max(a.y, b.y)) inside = !inside;
    }
  }
  return inside;
}

function draw(...rows: string[]): Mask {
  const data = Uint8Array.from(rows.join(''), (char) => (char === '#' ? 1 : 0));
  return new Mask(rows[0]!.length, rows.length, data);
}

test('rings cover exactly the pixels of the mask', () => {
  const mask = fc.integer({ min: 1, max: 9 }).chain((width) =>
    fc
      .array(fc.array(fc.integer({ min: 0, max: 1 }), { minLength: width, maxLength: width }), {
        minLength: 1,
        maxLength: 9,
      })
      .map((rows) => new Mask(width, rows.length, Uint8Array.from(rows.flat()))),
  );
  fc.assert(
    fc.property(mask, (any) => {
      const rings = traceOutline(any);
      const covered = Uint8Array.from(any.data, (_, i) => {
        return covers(rings, i % any.width, Math.floor(i / any.width)) ? 1 : 0;
      });
      expect(covered).toEqual(any.data);
    }),
    { numRuns: 500 },
  );
});

test('a rectangle has four corners', () => {
  const rings = traceOutline(draw('.....', '.###.', '.###.'));
  expect(rings).toEqual([
    [
      { x: 4, y: 1 },
      { x: 4, y: 3 },
      { x: 1, y: 3 },
      { x: 1, y: 1 },
    ],
  ]);
});

test('a hole is a ring of its own', () => {
  expect(traceOutline(draw('###', '#.#', '###'))).toHaveLength(2);
});

test('pixels that touch only at a corner are apart', () => {
  expect(traceOutline(draw('#.', '.#'))).toHaveLength(2);
});

test('an empty mask has no outline', () => {
  expect(traceOutline(new Mask(3, 2))).toEqual([]);
});
