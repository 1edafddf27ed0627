import { squaredDistances } from './distanceTransform';
import { Mask } from './mask';

/**
 * The shape halfway between two of the same size: the pixels whose signed distances to both borders add up to more than zero
 * (shape-based interpolation; Raya and Udupa, IEEE Transactions on Medical Imaging 9, 1990). Empty when one of them is.
 */
export function shapeBetween(a: Mask, b: Mask): Mask {
  const [toA, toB] = [signedDistances(a), signedDistances(b)];
  return new Mask(
    a.width,
    a.height,
    Uint8Array.from(toA, (distance, at) => (distance + toB[at]! > 0 ? 1 : 0)),
  );
}

/** Distance of every pixel to the nearest one on the other side of the border, in pixels; positive on the object. */
function signedDistances(mask: Mask): Float64Array {
  const [inside, outside] = [squaredDistances(mask.complement), squaredDistances(mask)];
  return inside.map((squared, at) => (mask.data[at] === 1 ? Math.sqrt(squared) : -Math.sqrt(outside[at]!)));
}
