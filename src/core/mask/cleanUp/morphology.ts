import { squaredDistances } from '../distanceTransform';
import { Mask } from '../mask';
import { withinBounds } from './withinBounds';

/** Size of a pixel [across, down]; distances are in its unit. */
export type PixelSize = readonly [across: number, down: number];

/** Distances from centre to centre are rounded, so that a pixel at exactly the distance counts whatever the unit. */
const tolerance = 1e-9;

/**
 * Adds every pixel whose centre lies within `distance` of the centre of an object pixel.
 * @param distance at least 0, in the unit of `size`
 */
export function grow(mask: Mask, distance: number, size: PixelSize = [1, 1]): Mask {
  const limit = distance ** 2 * (1 + tolerance);
  return withinBounds(mask, marginOf(distance, size), (part) => {
    const squared = squaredDistances(part, size);
    return new Mask(
      part.width,
      part.height,
      Uint8Array.from(squared, (each) => Number(each <= limit)),
    );
  });
}

/**
 * Removes every pixel whose centre lies within `distance` of the centre of a background pixel. What the border of the image
 * cuts off is treated as continuing beyond it.
 * @param distance at least 0, in the unit of `size`
 */
export function shrink(mask: Mask, distance: number, size: PixelSize = [1, 1]): Mask {
  const limit = distance ** 2 * (1 + tolerance);
  return withinBounds(mask, 1, (part) => {
    const squared = squaredDistances(part.complement, size);
    return new Mask(
      part.width,
      part.height,
      Uint8Array.from(squared, (each) => Number(each > limit)),
    );
  });
}

/** Removes what is narrower than twice the distance: spikes and bridges. */
export function open(mask: Mask, distance: number, size: PixelSize = [1, 1]): Mask {
  return grow(shrink(mask, distance, size), distance, size);
}

/** Fills what is narrower than twice the distance: gaps and notches. */
export function close(mask: Mask, distance: number, size: PixelSize = [1, 1]): Mask {
  return shrink(grow(mask, distance, size), distance, size);
}

/** Pixels that a distance reaches at most, along either side. */
export function marginOf(distance: number, size: PixelSize): number {
  return Math.ceil(distance / Math.min(...size)) + 1;
}
