import { rectOf } from '../geometry/rect';
import { squaredDepths } from './depths';
import { Mask } from './mask';
import { crop, patched } from './patch';

/** A mask with more than this many times the area of one object may be several. */
const mostOfOne = 1.5;
/** A seed is at least this part of an object's radius deep, and this many of its radii from the others. */
const leastDepth = 0.5;
const leastApart = 1.2;
/** Between two seeds the mask is narrower than this part of what it is at the shallower one. */
const neck = 0.75;
/** More pixels times objects than this take too long to separate, and too much memory; such a mask stays one. */
const mostWork = 2 ** 29;

/**
 * Separates a mask of round objects of about one size that touch each other. Seeds are the deepest pixels, each beyond a
 * narrow place from deeper ones; every pixel goes to the seed whose inscribed disc is nearest, as in a watershed of the distance transform
 * (Soille, Morphological Image Analysis, 2003, section 9.2.3), but without its thin leaks.
 *
 * @param typical area of one object in pixels
 * @returns masks of the same size, that of the deepest seed first; the mask itself where it is one object, or too large to separate
 */
export function separateTouching(mask: Mask, typical: number): readonly Mask[] {
  const { bounds, area } = mask;
  if (bounds === undefined || area <= mostOfOne * typical) return [mask];
  if (area * (area / typical) > mostWork) return [mask];
  const part = crop(mask, bounds);
  const seeds = seedsOf(part, Math.sqrt(typical / Math.PI), Math.ceil(mostOfOne * (area / typical)));
  if (seeds.length < 2) return [mask];
  const owners = Uint16Array.from(part.data, (value, at) => (value === 0 ? 0 : 1 + nearest(seeds, part.width, at)));
  return seeds.map((_, i) => {
    const own = owners.map((owner) => Number(owner === i + 1));
    return patched(new Mask(mask.width, mask.height), bounds, new Mask(part.width, part.height, Uint8Array.from(own)));
  });
}

interface Seed {
  readonly x: number;
  readonly y: number;
  /** Distance to the background, in pixels. */
  readonly depth: number;
}

/** @param radius of one object */
function seedsOf(part: Mask, radius: number, most: number): readonly Seed[] {
  const depths = squaredDepths(part, rectOf(part));
  const deep: Seed[] = [];
  for (const [at, squared] of depths.entries()) {
    const depth = Math.sqrt(squared);
    if (depth >= leastDepth * radius) deep.push({ x: at % part.width, y: Math.floor(at / part.width), depth });
  }
  deep.sort((a, b) => b.depth - a.depth || a.y - b.y || a.x - b.x);
  const seeds: Seed[] = [];
  for (const each of deep) {
    // Most pixels are near a seed, which is told sooner than what lies between two.
    const isApart =
      seeds.every((seed) => Math.hypot(each.x - seed.x, each.y - seed.y) >= leastApart * radius) &&
      seeds.every((seed) => leastBetween(depths, part.width, seed, each) <= (neck * each.depth) ** 2);
    if (isApart) seeds.push(each);
    if (seeds.length === most) break;
  }
  return seeds;
}

/** The least of some values on the straight line between two pixels. */
function leastBetween(values: Float64Array, width: number, a: Seed, b: Seed): number {
  const steps = Math.ceil(Math.hypot(b.x - a.x, b.y - a.y));
  let least = Infinity;
  for (let step = 0; step <= steps; step++) {
    const x = Math.round(a.x + ((b.x - a.x) * step) / steps);
    const y = Math.round(a.y + ((b.y - a.y) * step) / steps);
    least = Math.min(least, values[y * width + x]!);
  }
  return least;
}

/** Index of the seed whose inscribed disc is nearest to a pixel; of equally near ones the first. */
function nearest(seeds: readonly Seed[], width: number, at: number): number {
  const [x, y] = [at % width, Math.floor(at / width)];
  let [best, least] = [0, Infinity];
  for (const [i, seed] of seeds.entries()) {
    // Far quicker than Math.hypot.
    const distance = Math.sqrt((x - seed.x) ** 2 + (y - seed.y) ** 2) - seed.depth;
    if (distance < least) [best, least] = [i, distance];
  }
  return best;
}
