import { intersectRect, rectHeight, rectOf, rectWidth, uniteRects, type Rect } from '../geometry/rect';
import { volumeOf, type SlicePlace } from '../image/slicePlace';
import { Mask } from '../mask/mask';
import { areaOf, decodeRunLength, runOverlap, type RunLengthMask } from '../mask/runLength';
import { shapeBetween } from '../mask/shapeBetween';
import { overlap } from '../metrics/overlap';

/** An object on a slice of an image. */
export interface ObjectOnSlice extends SlicePlace {
  readonly label: string;
  readonly mask: RunLengthMask;
}

/** Masks before and after that agree less than this (Dice) do not predict what lies between them. */
const leastAgreement = 0.5;
/** Longest side of what is compared, in pixels: larger masks are thinned. */
const longest = 256;

/**
 * How far each mask agrees with what the masks of its label on the slices before and after make expected, see
 * {@link neighbourAgreement}; undefined where one of them is missing. Of several the one most like the mask is taken, and
 * where there are several, on its own slice too, one that does not meet the mask is another object's.
 * @param there more masks that count as neighbours
 * @returns in the order of `objects`
 */
export function measureNeighbours(
  objects: readonly ObjectOnSlice[],
  there: readonly ObjectOnSlice[] = [],
): readonly (number | undefined)[] {
  const keyOf = ({ label, ...place }: ObjectOnSlice, step: number): string =>
    JSON.stringify([label, volumeOf(place), place.slice + step]);
  const groups = new Map<string, ObjectOnSlice[]>();
  for (const object of [...objects, ...there]) {
    const key = keyOf(object, 0);
    groups.set(key, [...(groups.get(key) ?? []), object]);
  }
  return objects.map((object) => {
    const { mask } = object;
    const [before, here, after] = [-1, 0, 1].map((step) => groups.get(keyOf(object, step)) ?? []);
    const isOnly = [before, here, after].every((group) => group?.length === 1);
    const [a, b] = [before!, after!].map((group) => mostLike(mask, group, isOnly));
    return a && b && neighbourAgreement(mask, a, b);
  });
}

function mostLike(mask: RunLengthMask, group: readonly ObjectOnSlice[], isOnly: boolean): RunLengthMask | undefined {
  const [best] = group
    .map((other) => ({ mask: other.mask, dice: runOverlap(mask, other.mask).dice }))
    .filter(({ dice }) => isOnly || dice > 0)
    .sort((a, b) => b.dice - a.dice);
  return best?.mask;
}

/**
 * Dice coefficient of a mask with the shape halfway between the masks before and after it.
 * @returns undefined where those are empty, or too unlike each other to make anything expected
 */
export function neighbourAgreement(
  mask: RunLengthMask,
  before: RunLengthMask,
  after: RunLengthMask,
): number | undefined {
  if (areaOf(before) === 0 || runOverlap(before, after).dice < leastAgreement) return undefined;
  const masks = [mask, before, after].map(decodeRunLength);
  const bounds = masks.flatMap(({ bounds: own }) => (own === undefined ? [] : [own])).reduce(uniteRects);
  const step = Math.ceil(Math.max(rectWidth(bounds), rectHeight(bounds)) / longest);
  // The background around it ends the object in what is left, too.
  const around = { x0: bounds.x0 - step, y0: bounds.y0 - step, x1: bounds.x1 + step, y1: bounds.y1 + step };
  const region = intersectRect(around, rectOf(masks[0]!));
  const [own, a, b] = masks.map((each) => thinned(each, region, step));
  return overlap(own!, shapeBetween(a!, b!)).dice;
}

/** Every n-th pixel of a part of a mask. */
function thinned(mask: Mask, region: Rect, step: number): Mask {
  const small = new Mask(Math.ceil(rectWidth(region) / step), Math.ceil(rectHeight(region) / step));
  for (let y = 0; y < small.height; y++) {
    for (let x = 0; x < small.width; x++) {
      const from = (region.y0 + y * step) * mask.width + region.x0 + x * step;
      small.data[y * small.width + x] = mask.data[from]!;
    }
  }
  return small;
}
