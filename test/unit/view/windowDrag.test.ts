import fc from 'fast-check';
import { expect, test } from 'vitest';
import { dragWindow } from '../../../src/core/view/windowDrag';

test('right widens, down raises the centre, in steps that grow with the width', () => {
  const { center, width } = dragWindow({ center: 40, width: 400, name: 'soft tissue' }, { x: 100, y: 40 });
  expect(width).toBeCloseTo(400 * Math.exp(0.5));
  expect(center).toBeCloseTo(80);
});

test('a window never closes, and never loses its place in the numbers', () => {
  const by = fc.record({ x: fc.integer({ min: -5000, max: 5000 }), y: fc.integer({ min: -5000, max: 5000 }) });
  fc.assert(
    fc.property(fc.array(by, { maxLength: 50 }), (drags) => {
      const { center, width } = drags.reduce(dragWindow, { center: 40, width: 400 });
      expect(width).toBeGreaterThan(0);
      expect(Number.isFinite(width)).toBe(true);
      expect(Number.isFinite(center)).toBe(true);
    }),
  );
});
