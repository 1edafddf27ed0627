import { rectFromCorners, type Point, type Rect } from '../geometry/rect';

/** The grips of a box by compass direction. */
export const boxHandles = ['nw', 'n', 'ne', 'e', 'se', 's', 'sw', 'w'] as const;
export type BoxHandle = (typeof boxHandles)[number];

/** Where a handle is, seen from the middle of its box: -1, 0 or 1 along each axis of the image. */
export function handleDirection(handle: BoxHandle): Point {
  const towards = (less: string, more: string): number => Number(handle.includes(more)) - Number(handle.includes(less));
  return { x: towards('w', 'e'), y: towards('n', 's') };
}

export function handlePoint(box: Rect, handle: BoxHandle): Point {
  return {
    x: handle.includes('w') ? box.x0 : handle.includes('e') ? box.x1 : (box.x0 + box.x1) / 2,
    y: handle.includes('n') ? box.y0 : handle.includes('s') ? box.y1 : (box.y0 + box.y1) / 2,
  };
}

/** The box after its handle was dragged to `to`; dragged past the other side it turns over. */
export function dragHandle(box: Rect, handle: BoxHandle, to: Point): Rect {
  const moved = {
    x0: handle.includes('w') ? to.x : box.x0,
    y0: handle.includes('n') ? to.y : box.y0,
    x1: handle.includes('e') ? to.x : box.x1,
    y1: handle.includes('s') ? to.y : box.y1,
  };
  return rectFromCorners({ x: moved.x0, y: moved.y0 }, { x: moved.x1, y: moved.y1 });
}
