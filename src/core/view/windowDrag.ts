import type { Point } from '../geometry/rect';
import type { Window } from '../image/window';

/** CSS pixels of a drag that multiply the width by e, or move the centre by the width. */
const widthStep = 200;
const centerStep = 400;

const narrowest = 1e-6;
const widest = 1e9;

/**
 * The window after a drag by CSS pixels: right widens it, down raises its centre and so darkens the image. Steps grow
 * with the width, so that a drag does as much to HU as to 8-bit values. Its shape stays; a table gives way to the window over its values.
 */
export function dragWindow({ center, width, shape }: Window, by: Point): Window {
  const wider = width * Math.exp(by.x / widthStep);
  return {
    center: center + (by.y / centerStep) * width,
    width: Math.min(Math.max(wider, narrowest), widest),
    ...(shape === undefined ? {} : { shape }),
  };
}
