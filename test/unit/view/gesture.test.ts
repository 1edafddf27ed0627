import { describe, expect, test } from 'vitest';
import {
  idle,
  nextGesture,
  type Gesture,
  type GestureEffect,
  type GestureEvent,
  type PressContext,
} from '../../../src/core/view/gesture';

/** Viewport and image coordinates differ by a factor of two here. */
const at = (x: number, y: number) => ({ viewport: { x: x * 2, y: y * 2 }, image: { x, y } });

const nothing: PressContext = {
  tool: 'box',
  image: { width: 100, height: 80 },
  selected: undefined,
  grip: undefined,
  hit: undefined,
};
const box = { x0: 10, y0: 10, x1: 30, y1: 40 };
const selected = { id: 'a', prompt: { box, points: [{ x: 20, y: 20, positive: true }] } };

function down(x: number, y: number, context: Partial<PressContext> = {}, alt = false): GestureEvent {
  return { kind: 'down', button: 'draw', at: at(x, y), alt, context: { ...nothing, ...context } };
}
const move = (x: number, y: number): GestureEvent => ({ kind: 'move', at: at(x, y) });
const up = (x: number, y: number): GestureEvent => ({ kind: 'up', at: at(x, y) });

/** All effects of a series of events. */
function play(...events: GestureEvent[]): GestureEffect[] {
  let gesture: Gesture = idle;
  return events.flatMap((event) => {
    const next = nextGesture(gesture, event);
    gesture = next.gesture;
    return next.effects;
  });
}

const committed = (effects: readonly GestureEffect[]) => effects.filter(({ kind }) => kind === 'commit');

describe('the box tool', () => {
  test('a drag previews a box at every move and commits it as a new object', () => {
    expect(play(down(50, 40), move(60, 50), move(20, 70), up(25, 60))).toEqual([
      { kind: 'draft', draft: { prompt: { box: { x0: 50, y0: 40, x1: 60, y1: 50 }, points: [] }, objectId: null } },
      { kind: 'draft', draft: { prompt: { box: { x0: 20, y0: 40, x1: 50, y1: 70 }, points: [] }, objectId: null } },
      { kind: 'draft', draft: null },
      {
        kind: 'commit',
        draft: { prompt: { box: { x0: 25, y0: 40, x1: 50, y1: 60 }, points: [] }, objectId: null },
        click: false,
      },
    ]);
  });

  test('a drag over the edge ends at the edge', () => {
    expect(committed(play(down(-20, 70), move(0, 75), up(30, 300)))).toMatchObject([
      { draft: { prompt: { box: { x0: 0, y0: 70, x1: 30, y1: 80 } } } },
    ]);
  });

  test.each([
    ['a box thinner than a pixel', [down(10, 10), move(10.2, 40), up(10.2, 40)]],
    ['a box beside the image', [down(-30, 10), move(-10, 40), up(-5, 40)]],
    ['a cancelled drag', [down(10, 10), move(30, 40), { kind: 'cancel' } as const, up(30, 40)]],
    ['a click on nothing with nothing selected', [down(10, 10), up(10, 10)]],
    ['a click beside the image', [down(-10, 10, { selected }), up(-10, 10)]],
  ])('%s commits nothing and leaves no draft', (_name, events) => {
    const effects = play(...events);
    expect(committed(effects)).toEqual([]);
    expect(effects.at(-1)).toEqual({ kind: 'draft', draft: null });
  });

  test('a trembling hand still clicks', () => {
    expect(play(down(50, 40, { hit: 'b' }), move(51, 41), up(51, 41))).toEqual([{ kind: 'select', id: 'b' }]);
  });

  test('a click adds a positive point to the selected object, Alt a negative one', () => {
    const points = (alt: boolean) =>
      committed(play(down(50, 40, { selected }, alt), up(50, 40))).map((effect) =>
        effect.kind === 'commit'
          ? [effect.draft.objectId, effect.draft.prompt.points.at(-1), effect.draft.prompt.box]
          : [],
      );
    expect(points(false)).toEqual([['a', { x: 50, y: 40, positive: true }, box]]);
    expect(points(true)).toEqual([['a', { x: 50, y: 40, positive: false }, box]]);
  });

  test('a click on the selected mask adds a point to it instead of selecting it again', () => {
    expect(committed(play(down(50, 40, { selected, hit: 'a' }), up(50, 40)))).toHaveLength(1);
  });
});

describe('the point tool', () => {
  test('a click with nothing selected starts an object', () => {
    expect(committed(play(down(50, 40, { tool: 'point' }), up(50, 40)))).toEqual([
      {
        kind: 'commit',
        draft: { prompt: { points: [{ x: 50, y: 40, positive: true }] }, objectId: null },
        click: true,
      },
    ]);
  });

  test('an object cannot start with a negative point', () => {
    expect(committed(play(down(50, 40, { tool: 'point' }, true), up(50, 40)))).toEqual([]);
  });

  test('a drag moves the point with the pointer', () => {
    const effects = play(down(50, 40, { tool: 'point' }), move(60, 50), up(61, 51));
    expect(effects[0]).toMatchObject({ kind: 'draft', draft: { prompt: { points: [{ x: 60, y: 50 }] } } });
    expect(committed(effects)).toMatchObject([{ draft: { prompt: { points: [{ x: 61, y: 51 }] } } }]);
  });
});

describe('grips', () => {
  test('a handle resizes the box and keeps the points', () => {
    const grip = { kind: 'handle', handle: 'se' } as const;
    expect(committed(play(down(30, 40, { selected, grip }), move(35, 45), up(50, 60)))).toMatchObject([
      { draft: { prompt: { box: { x0: 10, y0: 10, x1: 50, y1: 60 }, points: selected.prompt.points }, objectId: 'a' } },
    ]);
  });

  test('a point is moved, and stays in the image', () => {
    const grip = { kind: 'point', index: 0 } as const;
    const [effect] = committed(play(down(20, 20, { selected, grip }), move(50, 50), up(500, 60)));
    expect(effect).toMatchObject({ draft: { prompt: { box, points: [{ y: 60, positive: true }] }, objectId: 'a' } });
    const x = effect?.kind === 'commit' ? effect.draft.prompt.points[0]!.x : Number.NaN;
    expect(x).toBeLessThan(100);
    expect(x).toBeGreaterThan(99);
  });

  test('Alt-click takes a point away, but never the last prompt', () => {
    const grip = { kind: 'point', index: 0 } as const;
    expect(committed(play(down(20, 20, { selected, grip }, true), up(20, 20)))).toMatchObject([
      { draft: { prompt: { box, points: [] }, objectId: 'a' } },
    ]);
    const only = { id: 'a', prompt: { points: selected.prompt.points } };
    expect(committed(play(down(20, 20, { selected: only, grip }, true), up(20, 20)))).toEqual([]);
  });

  test('a click on a grip changes nothing', () => {
    const grip = { kind: 'handle', handle: 'n' } as const;
    expect(committed(play(down(20, 10, { selected, grip, hit: 'b' }), up(20, 10)))).toEqual([]);
  });
});

describe('moving the view', () => {
  test.each(['pan', 'window'] as const)('%s reports every step in CSS pixels', (button) => {
    const press: GestureEvent = { kind: 'down', button, at: at(10, 10), alt: false, context: nothing };
    expect(play(press, move(15, 10), move(15, 10), up(15, 7))).toEqual([
      { kind: button, by: { x: 10, y: 0 } },
      { kind: button, by: { x: 0, y: -6 } },
    ]);
  });

  test('a second button while one is down changes nothing', () => {
    const other: GestureEvent = { kind: 'down', button: 'window', at: at(30, 30), alt: false, context: nothing };
    expect(committed(play(down(10, 10), move(20, 20), other, up(30, 30)))).toHaveLength(1);
  });
});
