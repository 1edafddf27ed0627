import type { Point } from '../geometry/rect';
import type { Mask } from './mask';

const orthogonal = 3;
const diagonal = 4;

/**
 * The centre of the pixel of an object that lies farthest from everything outside it (the image's border counts as
 * outside), by the 3-4 chamfer distance (Borgefors 1986); of equally far ones the first in reading order. Undefined for an
 * empty mask.
 */
export function interiorPoint({ width, height, data }: Mask): Point | undefined {
  const stride = width + 2;
  const distance = new Int32Array(stride * (height + 2));
  const forward = [
    [-stride - 1, diagonal],
    [-stride, orthogonal],
    [-stride + 1, diagonal],
    [-1, orthogonal],
  ] as const;
  const relax = (at: number, sign: 1 | -1): void => {
    let least = sign === 1 ? Infinity : distance[at]!;
    for (const [offset, cost] of forward) least = Math.min(least, distance[at + sign * offset]! + cost);
    distance[at] = least;
  };
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) if (data[y * width + x] === 1) relax((y + 1) * stride + x + 1, 1);
  }
  let best: (Point & { readonly distance: number }) | undefined;
  for (let y = height - 1; y >= 0; y--) {
    for (let x = width - 1; x >= 0; x--) {
      if (data[y * width + x] !== 1) continue;
      const at = (y + 1) * stride + x + 1;
      relax(at, -1);
      if (best === undefined || distance[at]! >= best.distance)
        best = { x: x + 0.5, y: y + 0.5, distance: distance[at]! };
    }
  }
  return best && { x: best.x, y: best.y };
}
