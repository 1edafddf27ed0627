import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { moveArea, pressArea, releaseArea, scribblePoints, type AreaDraft } from '../../../src/core/view/areaGesture';
import type { AreaTool } from '../../../src/core/view/tool';

const reach = { x: 2, y: 2 };
const press = (tool: AreaTool, x: number, y: number, erases = false) =>
  ({ kind: 'area', phase: 'press', tool, at: { x, y }, erases, objectId: 'a' }) as const;

/** A press and a release at the same place. */
function click(draft: AreaDraft | undefined, tool: AreaTool, x: number, y: number): ReturnType<typeof releaseArea> {
  const pressed = pressArea(draft, press(tool, x, y), reach);
  return pressed.draft === undefined ? pressed : releaseArea(pressed.draft);
}

describe('a polygon', () => {
  const corners = [
    [10, 10],
    [30, 10],
    [30, 30],
  ] as const;
  const triangle = (): AreaDraft => {
    let draft: AreaDraft | undefined;
    for (const [x, y] of corners) draft = click(draft, 'polygon', x, y).draft;
    return draft!;
  };

  test('gets a corner at each click and waits', () => {
    expect(triangle().points).toEqual(corners.map(([x, y]) => ({ x, y })));
    expect(triangle().held).toBeUndefined();
  });

  test.each([
    ['first', 10.5, 9],
    ['last', 30, 31],
  ])('is confirmed by a click on its %s corner', (_, x, y) => {
    expect(click(triangle(), 'polygon', x, y).done?.points).toHaveLength(3);
  });

  test('with two corners is not confirmed', () => {
    let draft = click(undefined, 'polygon', 10, 10).draft;
    draft = click(draft, 'polygon', 30, 10).draft;
    expect(click(draft, 'polygon', 10, 10)).toMatchObject({ draft: { points: [{ x: 10 }, { x: 30 }] } });
  });

  test('has the corner that is dragged moved, without being confirmed', () => {
    const held = pressArea(triangle(), press('polygon', 10, 11), reach).draft!;
    const moved = moveArea(held, { x: 15, y: 5 }, reach);
    expect(releaseArea(moved)).toEqual({ draft: { ...triangle(), points: moved.points, confirms: false } });
    expect(moved.points[0]).toEqual({ x: 15, y: 5 });
  });

  test('moves no corner while the button is up', () => {
    expect(moveArea(triangle(), { x: 0, y: 0 }, reach)).toEqual(triangle());
  });
});

describe('a threshold', () => {
  const drawn = releaseArea(
    moveArea(pressArea(undefined, press('threshold', 5, 5), reach).draft!, { x: 20, y: 15 }, reach),
  );

  test('waits after the drag and is confirmed by a press in its box', () => {
    expect(drawn.done).toBeUndefined();
    expect(pressArea(drawn.draft, press('threshold', 6, 14), reach).done?.points).toEqual([
      { x: 5, y: 5 },
      { x: 20, y: 15 },
    ]);
  });

  test('begins again with a press beside it', () => {
    expect(pressArea(drawn.draft, press('threshold', 30, 14), reach).draft?.points[0]).toEqual({ x: 30, y: 14 });
  });
});

test('a lasso and a scribble follow the pointer, and are done when it is released', () => {
  for (const tool of ['lasso', 'scribble'] as const) {
    const line = moveArea(pressArea(undefined, press(tool, 1, 1), reach).draft!, { x: 4, y: 1 }, reach);
    expect(releaseArea(line).done?.points.at(-1)).toEqual({ x: 4, y: 1 });
  }
});

test('what another tool has begun is forgotten', () => {
  const polygon = click(undefined, 'polygon', 10, 10).draft;
  expect(pressArea(polygon, press('wand', 3, 3), reach).draft).toMatchObject({
    tool: 'wand',
    points: [{ x: 3 }, { x: 3 }],
  });
});

describe('the points of a scribble', () => {
  test('lie evenly along it, with both its ends', () => {
    const line = [
      { x: 0, y: 0 },
      { x: 10, y: 0 },
      { x: 10, y: 20 },
    ];
    expect(scribblePoints(line, 10)).toEqual([
      { x: 0, y: 0 },
      { x: 10, y: 0 },
      { x: 10, y: 10 },
      { x: 10, y: 20 },
    ]);
  });

  test('are one in the middle of a dot, and never more than allowed', () => {
    const point = fc.record({ x: fc.integer({ min: 0, max: 50 }), y: fc.integer({ min: 0, max: 50 }) });
    fc.assert(
      fc.property(fc.array(point, { minLength: 1, maxLength: 30 }), (line) => {
        const points = scribblePoints(line, 5);
        expect(points.length).toBeGreaterThan(0);
        expect(points.length).toBeLessThanOrEqual(8);
        for (const { x, y } of points) expect(Number.isFinite(x + y)).toBe(true);
      }),
    );
    expect(
      scribblePoints(
        [
          { x: 3, y: 3 },
          { x: 4, y: 3 },
        ],
        5,
      ),
    ).toEqual([{ x: 4, y: 3 }]);
  });
});
