import { describe, expect, test } from 'vitest';
import { Mask } from '../../../src/core/mask/mask';
import { boxHandles, dragHandle, handlePoint } from '../../../src/core/view/boxHandle';
import { toViewport } from '../../../src/core/view/camera';
import { gripAt, objectAt } from '../../../src/core/view/hitTest';

const transform = { scaleX: 2, scaleY: 3, x: 100, y: 50 };
const box = { x0: 10, y0: 20, x1: 60, y1: 80 };

describe('grips', () => {
  test.each(boxHandles)('handle %s is found where it is drawn', (handle) => {
    const at = toViewport(transform, handlePoint(box, handle));
    expect(gripAt({ box, points: [] }, transform, { x: at.x + 8, y: at.y - 8 })).toEqual({ kind: 'handle', handle });
    expect(gripAt({ box, points: [] }, transform, { x: at.x + 10, y: at.y + 10 })).toBeUndefined();
  });

  test('the handles of a small box leave its middle to clicks', () => {
    const small = { x0: 10, y0: 20, x1: 20, y1: 27 };
    const middle = toViewport(transform, { x: 15, y: 23.5 });
    expect(gripAt({ box: small, points: [] }, transform, middle)).toBeUndefined();
    expect(gripAt({ box: small, points: [] }, transform, toViewport(transform, { x: 15, y: 20 }))).toBeDefined();
  });

  test('a point wins over the handle below it, the nearer point over the farther', () => {
    const points = [
      { x: 10, y: 20, positive: true },
      { x: 11, y: 20, positive: false },
    ];
    const at = toViewport(transform, { x: 11, y: 20 });
    expect(gripAt({ box, points }, transform, at)).toEqual({ kind: 'point', index: 1 });
  });

  test('a handle dragged over the far side turns the box over', () => {
    expect(dragHandle(box, 'nw', { x: 100, y: 90 })).toEqual({ x0: 60, y0: 80, x1: 100, y1: 90 });
    expect(dragHandle(box, 'e', { x: 5, y: 0 })).toEqual({ x0: 5, y0: 20, x1: 10, y1: 80 });
  });
});

describe('objects', () => {
  const bounds = { x0: 10, y0: 20, x1: 12, y1: 22 };
  const full = { id: 'full', bounds, part: new Mask(2, 2, Uint8Array.of(1, 1, 1, 1)) };
  const corner = { id: 'corner', bounds, part: new Mask(2, 2, Uint8Array.of(1, 0, 0, 0)) };
  const empty = { id: 'empty', bounds: undefined, part: new Mask(0, 0) };

  test('the topmost object with a pixel there is hit', () => {
    expect(objectAt([full, corner, empty], { x: 10.9, y: 20.9 })).toBe('corner');
    expect(objectAt([full, corner], { x: 11, y: 20 })).toBe('full');
    expect(objectAt([corner], { x: 11, y: 21 })).toBeUndefined();
  });

  test.each([
    [9.9, 20],
    [10, 19.9],
    [12, 20],
    [10, 22],
  ])('nothing is hit outside the bounds at (%f, %f)', (x, y) => {
    expect(objectAt([full], { x, y })).toBeUndefined();
  });
});
