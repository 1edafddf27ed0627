import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  panBy,
  pixelAspect,
  rectToViewport,
  toImage,
  toViewport,
  viewTransform,
  zoomAt,
  type Camera,
} from '../../../src/core/view/camera';

const size = fc.integer({ min: 1, max: 4000 });
const spacing = fc.double({ min: 0.1, max: 10, noNaN: true });
const image = fc
  .tuple(size, size, spacing, spacing, fc.boolean(), fc.boolean(), fc.constantFrom({}, { turned: true as const }))
  .map(([width, height, across, down, flipX, flipY, turned]) => {
    const [x, y] = pixelAspect([across, down]);
    return { width, height, aspect: [flipX ? -x : x, flipY ? -y : y] as const, ...turned };
  });
const viewport = fc
  .tuple(fc.integer({ min: 80, max: 3000 }), fc.integer({ min: 80, max: 3000 }))
  .map(([width, height]) => ({ width, height, margin: { x: 8, y: 30 } }));
const point = fc.record({ x: fc.integer({ min: 0, max: 3000 }), y: fc.integer({ min: 0, max: 3000 }) });

describe('view transform', () => {
  test('maps to the image and back', () => {
    fc.assert(
      fc.property(image, viewport, point, (shown, view, at) => {
        const transform = viewTransform('fit', view, shown);
        const back = toViewport(transform, toImage(transform, at));
        expect(back.x).toBeCloseTo(at.x, 6);
        expect(back.y).toBeCloseTo(at.y, 6);
      }),
    );
  });

  test('fits the whole image inside the margins, touching them on one axis', () => {
    fc.assert(
      fc.property(image, viewport, (shown, view) => {
        const transform = viewTransform('fit', view, shown);
        const { x0, y0, x1, y1 } = rectToViewport(transform, { x0: 0, y0: 0, x1: shown.width, y1: shown.height });
        const spare = [x0 - 8, view.width - 8 - x1, y0 - 30, view.height - 30 - y1];
        for (const left of spare) expect(left).toBeGreaterThan(-1e-6);
        expect(spare[0]).toBeCloseTo(spare[1]!, 6);
        expect(spare[2]).toBeCloseTo(spare[3]!, 6);
        expect(Math.min(...spare)).toBeCloseTo(0, 6);
      }),
    );
  });

  test('shows pixels in their physical shape', () => {
    const shown = { width: 100, height: 100, aspect: pixelAspect([0.5, 1.25]) };
    const transform = viewTransform('fit', { width: 800, height: 800, margin: { x: 0, y: 0 } }, shown);
    expect(transform.scaleY / transform.scaleX).toBeCloseTo(2.5);
  });

  test('shows rows as columns where the image is turned', () => {
    const shown = { width: 100, height: 20, aspect: [1, -2] as const, turned: true as const };
    const transform = viewTransform('fit', { width: 800, height: 800, margin: { x: 0, y: 0 } }, shown);
    // 100 pixels upwards, each two high: four screen pixels for the shorter side.
    expect(toViewport(transform, { x: 0, y: 0 })).toEqual({ x: 360, y: 800 });
    expect(toViewport(transform, { x: 100, y: 20 })).toEqual({ x: 440, y: 0 });
  });

  test.each([[undefined], [[0, 1] as const], [[Number.NaN, 1] as const], [[1e-320, 1] as const]])(
    'shows square pixels where the spacing says nothing: %j',
    (unusable) => {
      expect(pixelAspect(unusable)).toEqual([1, 1]);
    },
  );
});

describe('zoom and pan', () => {
  const view = { width: 900, height: 700, margin: { x: 8, y: 30 } };
  const shown = { width: 512, height: 400, aspect: [-1, 1.5] as const };

  test.each([
    ['', shown],
    [', also of an image that is shown turned', { ...shown, turned: true as const }],
  ])('zooming keeps the image point under the pointer%s', (_, shown) => {
    const inView = fc.record({ x: fc.integer({ min: 200, max: 700 }), y: fc.integer({ min: 100, max: 600 }) });
    fc.assert(
      fc.property(inView, fc.double({ min: 0.9, max: 8, noNaN: true }), (anchor, factor) => {
        const before = toImage(viewTransform('fit', view, shown), anchor);
        const after = toImage(viewTransform(zoomAt('fit', anchor, factor, view, shown), view, shown), anchor);
        fc.pre(before.x > 0 && before.y > 0 && before.x < shown.width && before.y < shown.height);
        expect(after.x).toBeCloseTo(before.x, 6);
        expect(after.y).toBeCloseTo(before.y, 6);
      }),
    );
  });

  test('some of the image stays in view, however far it is moved and however much it is zoomed', () => {
    const step = fc.oneof(
      fc.record({
        move: fc.record({ x: fc.integer({ min: -9999, max: 9999 }), y: fc.integer({ min: -9999, max: 9999 }) }),
      }),
      fc.record({ factor: fc.double({ min: 0.001, max: 1000, noNaN: true }), anchor: point }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
        const camera = steps.reduce<Camera>(
          (at, each) =>
            'move' in each ? panBy(at, each.move, view, shown) : zoomAt(at, each.anchor, each.factor, view, shown),
          'fit',
        );
        const middle = toImage(viewTransform(camera, view, shown), { x: view.width / 2, y: view.height / 2 });
        expect(middle.x).toBeGreaterThanOrEqual(-1e-6);
        expect(middle.x).toBeLessThanOrEqual(shown.width + 1e-6);
        expect(middle.y).toBeGreaterThanOrEqual(-1e-6);
        expect(middle.y).toBeLessThanOrEqual(shown.height + 1e-6);
      }),
    );
  });

  test('panning moves the image by as many CSS pixels', () => {
    const before = viewTransform('fit', view, shown);
    const after = viewTransform(panBy('fit', { x: 30, y: -20 }, view, shown), view, shown);
    expect(after.x - before.x).toBeCloseTo(30);
    expect(after.y - before.y).toBeCloseTo(-20);
  });
});
