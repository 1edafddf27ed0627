import { readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { PixelSize } from '../../../src/core/mask/cleanUp/morphology';
import { partsOf } from '../../../src/core/mask/components';
import { Mask } from '../../../src/core/mask/mask';
import { fillCapsule, type Dab } from '../../../src/core/mask/stroke/capsule';
import { dabAt, StrokePainter, type Brush } from '../../../src/core/mask/stroke/strokePainter';

interface Case {
  readonly size: readonly [number, number];
  readonly pixel: PixelSize;
  readonly a: readonly [number, number, number];
  readonly b: readonly [number, number, number];
  readonly rows: string;
}

// The hull of two discs by its tangents: test/golden/masks/strokes.py.
const file = path.join(import.meta.dirname, '../../golden/masks/strokes.json');
const cases = JSON.parse(readFileSync(file, 'utf8')) as readonly Case[];

const size = { width: 24, height: 19 };
const square: PixelSize = [1, 1];
const paint: Brush = { erases: false, pixel: square };
const coordinate = fc.double({ min: -9, max: 32, noNaN: true });
const dabs = fc.record({ x: coordinate, y: coordinate, radius: fc.double({ min: 0.5, max: 8, noNaN: true }) });
const pixels = fc.constantFrom<PixelSize[]>(square, [1, 2.5], [1.7, 1]);
const masks = fc
  .array(fc.integer({ min: 0, max: 1 }), { minLength: 24 * 19, maxLength: 24 * 19 })
  .map((values) => new Mask(24, 19, Uint8Array.from(values)));

function capsule(a: Dab, b: Dab, pixel: PixelSize, { width, height } = size): Mask {
  const mask = new Mask(width, height);
  fillCapsule(a, b, pixel, mask, (start, end) => mask.data.fill(1, start, end));
  return mask;
}

function textOf({ width, height, data }: Mask): string {
  const text = Array.from(data, (value) => '.#'[value]).join('');
  return Array.from({ length: height }, (_, y) => text.slice(y * width, (y + 1) * width)).join('/');
}

function painted(base: Mask, brush: Brush, path: readonly Dab[]): StrokePainter {
  const painter = new StrokePainter(base, brush);
  for (const dab of path) painter.lineTo(dab);
  return painter;
}

describe('the way of a brush from dab to dab', () => {
  it.each(cases.map((each, i) => [i, each] as const))('covers the hull of both, case %i', (_, each) => {
    const [width, height] = each.size;
    const [a, b] = [each.a, each.b].map(([x, y, radius]) => ({ x, y, radius }));
    expect(textOf(capsule(a!, b!, each.pixel, { width, height }))).toBe(each.rows);
  });

  it('covers every pixel as near to the line as the radius, and no other', () => {
    fc.assert(
      fc.property(dabs, dabs, pixels, (a, end, pixel) => {
        const b = { ...end, radius: a.radius };
        const [across, down] = pixel;
        const mask = capsule(a, b, pixel);
        const [dx, dy] = [(b.x - a.x) * across, (b.y - a.y) * down];
        for (const [i, value] of mask.data.entries()) {
          const right = ((i % size.width) + 0.5 - a.x) * across;
          const below = (Math.floor(i / size.width) + 0.5 - a.y) * down;
          const along = (right * dx + below * dy) / (dx * dx + dy * dy || 1);
          const t = Math.min(Math.max(along, 0), 1);
          const distance = Math.hypot(right - t * dx, below - t * dy);
          // Rounding decides on the very border.
          if (Math.abs(distance - a.radius) > 1e-9) expect(value).toBe(Number(distance < a.radius));
        }
      }),
    );
  });

  it('covers whole discs at its ends, also where one holds the other', () => {
    fc.assert(
      fc.property(dabs, dabs, pixels, (a, b, pixel) => {
        const whole = capsule(a, b, pixel);
        for (const end of [a, b]) {
          // Rounding decides on the very border.
          const disc = { ...end, radius: end.radius - 1e-9 };
          expect(capsule(disc, disc, pixel).data.every((value, i) => value <= whole.data[i]!)).toBe(true);
        }
      }),
    );
  });
});

describe('a dab of the smallest brush', () => {
  it('is the pixel that it lies in', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 23.99, noNaN: true }),
        fc.double({ min: 0, max: 18.99, noNaN: true }),
        (x, y) => {
          const dab = dabAt({ x, y }, 0.5, square);
          const { data } = capsule(dab, dab, square);
          expect([...data.keys()].filter((i) => data[i] === 1)).toEqual([Math.floor(y) * 24 + Math.floor(x)]);
        },
      ),
    );
  });

  it('makes an unbroken line, whatever the shape of the pixels', () => {
    const inside = fc.record({
      x: fc.double({ min: 0, max: 23.99, noNaN: true }),
      y: fc.double({ min: 0, max: 18.99, noNaN: true }),
    });
    fc.assert(
      fc.property(inside, inside, pixels, (a, b, pixel) => {
        const line = capsule(dabAt(a, 0.5, pixel), dabAt(b, 0.5, pixel), pixel);
        expect(partsOf(line).areas).toHaveLength(1);
        for (const { x, y } of [a, b]) expect(line.data[Math.floor(y) * 24 + Math.floor(x)]).toBe(1);
      }),
    );
  });
});

describe('a stroke', () => {
  const paths = fc.array(dabs, { minLength: 1, maxLength: 6 });

  it('paints what lies on its way and leaves the rest; the eraser takes as much away', () => {
    fc.assert(
      fc.property(masks, paths, (base, path) => {
        const way = painted(new Mask(24, 19), paint, path).mask;
        expect(painted(base, paint, path).mask.data).toEqual(base.data.map((value, i) => value | way.data[i]!));
        const erased = painted(base, { ...paint, erases: true }, path).mask;
        expect(erased.data).toEqual(base.data.map((value, i) => value & (1 - way.data[i]!)));
      }),
    );
  });

  it('changes nothing outside of its bounds, nothing that it may not, and not the mask before', () => {
    fc.assert(
      fc.property(masks, paths, (base, path) => {
        const before = base.data.slice();
        const { mask, bounds } = painted(base, { ...paint, allows: (i) => i % 3 === 0 }, path);
        for (const [i, value] of mask.data.entries()) {
          if (value === base.data[i]) continue;
          expect(i % 3).toBe(0);
          const [x, y] = [i % 24, Math.floor(i / 24)];
          expect(bounds && x >= bounds.x0 && x < bounds.x1 && y >= bounds.y0 && y < bounds.y1).toBe(true);
        }
        expect(base.data).toEqual(before);
      }),
    );
  });

  it('says where it has changed: what was copied there after each step is up to date', () => {
    fc.assert(
      fc.property(masks, paths, paths, (base, first, second) => {
        const painter = new StrokePainter(base, paint);
        const copy = base.data.slice();
        let known = 0;
        const update = (): void => {
          for (const { x0, y0, x1, y1 } of painter.changes.slice(known)) {
            for (let y = y0; y < y1; y++) copy.set(painter.mask.data.subarray(y * 24 + x0, y * 24 + x1), y * 24 + x0);
          }
          known = painter.changes.length;
          expect(copy).toEqual(painter.mask.data);
        };
        for (const [i, dab] of [...first, ...second].entries()) {
          if (i === first.length) painter.restart();
          painter.lineTo(dab);
          update();
        }
      }),
    );
  });

  it('can begin again, and is then as if nothing had been', () => {
    fc.assert(
      fc.property(masks, paths, paths, (base, first, second) => {
        const painter = painted(base, paint, first);
        painter.restart();
        expect(painter.mask.equals(base)).toBe(true);
        for (const dab of second) painter.lineTo(dab);
        expect(painter.mask.equals(painted(base, paint, second).mask)).toBe(true);
        expect(painter.dabs).toEqual(second);
      }),
    );
  });
});
