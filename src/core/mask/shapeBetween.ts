import { squaredDistances } from './distanceTransform';
import { Mask } from './mask';

/**
 * The shape between two of the same size: the pixels whose signed distances to both borders, weighted by the part of the way,
 * add up to more than zero (shape-based interpolation; Raya and Udupa, IEEE Transactions on Medical Imaging 9, 1990). Empty when
 * one of them is.
 * @param part of the way from `a` to `b`, between 0 and 1
 */
export function shapeBetween(a: Mask, b: Mask, part = 0.5): Mask {
  if (!a.data.includes(1) || !b.data.includes(1)) return new Mask(a.width, a.height);
  const [toA, toB] = [signedDistances(a), signedDistances(b)];
  return new Mask(
    a.width,
    a.height,
    Uint8Array.from(toA, (distance, at) => ((1 - part) * distance + part * toB[at]! > 0 ? 1 : 0)),
  );
}

/**
 * The shape between two that may lie elsewhere: both are moved to where their centre is on the way, to the nearest pixel, before
 * {@link shapeBetween}. What leaves the image is lost.
 */
export function movingShapeBetween(a: Mask, b: Mask, part: number): Mask {
  const [from, to] = [centreOf(a), centreOf(b)];
  if (from === undefined || to === undefined) return new Mask(a.width, a.height);
  const [x, y] = [to.x - from.x, to.y - from.y];
  return shapeBetween(moved(a, part * x, part * y), moved(b, (part - 1) * x, (part - 1) * y), part);
}

/** Distance of every pixel to the nearest one on the other side of the border, in pixels; positive on the object. */
function signedDistances(mask: Mask): Float64Array {
  const [inside, outside] = [squaredDistances(mask.complement), squaredDistances(mask)];
  return inside.map((squared, at) => (mask.data[at] === 1 ? Math.sqrt(squared) : -Math.sqrt(outside[at]!)));
}

function centreOf({ width, data }: Mask): { readonly x: number; readonly y: number } | undefined {
  let [x, y, count] = [0, 0, 0];
  for (let at = data.indexOf(1); at >= 0; at = data.indexOf(1, at + 1)) {
    x += at % width;
    y += Math.floor(at / width);
    count++;
  }
  return count === 0 ? undefined : { x: x / count, y: y / count };
}

function moved({ width, height, data }: Mask, byX: number, byY: number): Mask {
  const [dx, dy] = [Math.round(byX), Math.round(byY)];
  const mask = new Mask(width, height);
  for (let at = data.indexOf(1); at >= 0; at = data.indexOf(1, at + 1)) {
    const [x, y] = [(at % width) + dx, Math.floor(at / width) + dy];
    if (x >= 0 && x < width && y >= 0 && y < height) mask.data[y * width + x] = 1;
  }
  return mask;
}
