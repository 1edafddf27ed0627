import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Subject } from '../../../src/core/evaluation/protocol';
import { sliceProtocols } from '../../../src/core/evaluation/protocols';
import { clicks, correctiveClick } from '../../../src/core/evaluation/protocols/clicks';
import { loose } from '../../../src/core/evaluation/protocols/loose';
import { intersectRect, isEmptyRect, type Rect } from '../../../src/core/geometry/rect';
import { largestComponent } from '../../../src/core/mask/components';
import { Mask } from '../../../src/core/mask/mask';
import { inscribedEllipse } from '../../../src/core/metrics/inscribedEllipse';
import { seededRandom } from '../../../src/core/statistics/random';
import { drawnMask } from '../../support/drawnMask';

function subjectOf(reference: Mask, seed = 'seed'): Subject {
  const object = largestComponent(reference)!;
  return { image: reference, reference, object, random: seededRandom(seed) };
}

const plus = drawnMask('......#', '..#....', '.###...', '..#....', '.......');

describe('protocols', () => {
  it('open with boxes and points of the largest component', () => {
    const exact = { x0: 1, y0: 1, x1: 4, y1: 4 };
    const middle = { x: 2.5, y: 2.5, positive: true };
    const opened = Object.fromEntries(sliceProtocols.map(({ name, open }) => [name, open(subjectOf(plus)).prompt]));
    expect(opened).toMatchObject({
      box: { box: exact, points: [] },
      point: { points: [middle] },
      'box+point': { box: exact, points: [middle] },
      clicks: { points: [middle] },
      'box+clicks': { box: exact, points: [] },
      whole: { box: { x0: 0, y0: 0, x1: 7, y1: 5 }, points: [] },
    });
    expect(opened['point']!.box).toBeUndefined();
  });
});

describe('loose', () => {
  const area = { x0: 60, y0: 50, x1: 140, y1: 110 };

  it('stays within its limits and says how loose it is', () => {
    const box = fc
      .tuple(fc.integer({ min: 0, max: 90 }), fc.integer({ min: 1, max: 100 }), fc.integer({ min: 1, max: 100 }))
      .map(([at, width, height]): Rect => ({ x0: at, y0: at, x1: at + width, y1: at + height }));
    fc.assert(
      fc.property(box, fc.string(), (exact, seed) => {
        const reference = new Mask(200, 200);
        for (let y = exact.y0; y < exact.y1; y++) reference.data.fill(1, y * 200 + exact.x0, y * 200 + exact.x1);
        const { prompt, looseness } = loose.open(subjectOf(reference, seed));
        const given = prompt.box!;
        const width = exact.x1 - exact.x0;
        const scale = (given.x1 - given.x0) / width;
        const dx = (given.x0 + given.x1 - exact.x0 - exact.x1) / 2;
        const dy = (given.y0 + given.y1 - exact.y0 - exact.y1) / 2;
        expect(scale).toBeGreaterThan(0.899);
        expect(scale).toBeLessThan(1.301);
        expect((given.y1 - given.y0) / (exact.y1 - exact.y0)).toBeCloseTo(scale, 6);
        expect(Math.abs(dx)).toBeLessThanOrEqual(Math.min(10, width / 4) + 1e-9);
        expect(Math.abs(dy)).toBeLessThanOrEqual(Math.min(10, (exact.y1 - exact.y0) / 4) + 1e-9);
        expect(looseness!.scale).toBeCloseTo(scale, 6);
        expect(looseness!.shift).toBeCloseTo(Math.hypot(dx, dy), 6);
        expect(isEmptyRect(intersectRect(given, exact))).toBe(false);
      }),
      { numRuns: 50 },
    );
  });

  it('draws the same for the same seed', () => {
    const reference = inscribedEllipse({ width: 200, height: 160 }, area);
    const draw = (seed: string): Rect => loose.open(subjectOf(reference, seed)).prompt.box!;
    expect(draw('a')).toEqual(draw('a'));
    expect(draw('a')).not.toEqual(draw('b'));
  });
});

describe('correctiveClick', () => {
  const reference = drawnMask('.......', '.###...', '.###...', '.###...', '.......');

  it('adds the largest region that is missing', () => {
    expect(correctiveClick(new Mask(7, 5), reference)).toEqual({ x: 2.5, y: 2.5, positive: true });
  });

  it('takes off the largest region that is too much', () => {
    const answer = drawnMask('.......', '.###..#', '.###.##', '.###..#', '.......');
    expect(correctiveClick(answer, reference)).toMatchObject({ x: 6.5, positive: false });
  });

  it('has nothing to say about the right answer', () => {
    expect(correctiveClick(reference, reference)).toBeUndefined();
    expect(clicks.correct!(subjectOf(reference), { points: [] }, reference)).toBeUndefined();
  });

  it('is always on a wrong pixel', () => {
    const bits = fc.array(fc.constantFrom(0, 1), { minLength: 48, maxLength: 48 });
    fc.assert(
      fc.property(bits, bits, (a, b) => {
        const [answer, truth] = [a, b].map((data) => new Mask(8, 6, Uint8Array.from(data))) as [Mask, Mask];
        const click = correctiveClick(answer, truth);
        if (click === undefined) return answer.equals(truth);
        const at = Math.floor(click.y) * 8 + Math.floor(click.x);
        return truth.data[at] === (click.positive ? 1 : 0) && answer.data[at] === 1 - truth.data[at];
      }),
    );
  });
});
