import { score, type Score } from '../evaluation/score';
import { isSamePlace, placeOf, type SlicePlace } from '../image/slicePlace';
import { Mask } from '../mask/mask';
import { overlap } from '../metrics/overlap';
import type { SurfaceOptions } from '../metrics/surfaceDistance';

/** A mask of one slice with the label it has, where that is known. */
export interface NamedMask extends SlicePlace {
  readonly label?: string;
  readonly mask: Mask;
}

/** Two masks of one object, or one that has no counterpart. */
export interface MaskPair extends SlicePlace {
  readonly label: string;
  readonly one?: Mask;
  readonly other?: Mask;
  readonly score: Score;
}

/** Name of a mask without a known label. */
const unnamed = 'no label';

/**
 * Pairs each mask of one side with one of the other side: on the same slice, with the same label if both have one, the highest
 * Dice first. Masks that are left have no counterpart and are scored against an empty mask.
 *
 * @param ones come first in the result, in their order; all masks have one size
 */
export function pairMasks(
  ones: readonly NamedMask[],
  others: readonly NamedMask[],
  options: SurfaceOptions,
): MaskPair[] {
  const candidates = ones.flatMap((one) =>
    others
      .filter((other) => canBeOne(one, other))
      .map((other) => ({ one, other, dice: overlap(one.mask, other.mask).dice }))
      .filter(({ one: { mask }, dice }) => dice > 0.5 / mask.data.length),
  );
  const partner = new Map<NamedMask, NamedMask>();
  for (const { one, other } of candidates.toSorted((a, b) => b.dice - a.dice)) {
    if (partner.has(one) || partner.has(other)) continue;
    partner.set(one, other);
    partner.set(other, one);
  }
  return [
    ...ones.map((one) => pairOf(one, partner.get(one), options)),
    ...others.filter((other) => !partner.has(other)).map((other) => pairOf(undefined, other, options)),
  ];
}

function canBeOne(one: NamedMask, other: NamedMask): boolean {
  return isSamePlace(one, other) && (one.label === undefined || other.label === undefined || one.label === other.label);
}

function pairOf(one: NamedMask | undefined, other: NamedMask | undefined, options: SurfaceOptions): MaskPair {
  const known = (one ?? other)!;
  const empty = (): Mask => new Mask(known.mask.width, known.mask.height);
  return {
    label: one?.label ?? other?.label ?? unnamed,
    ...placeOf(known),
    ...(one === undefined ? {} : { one: one.mask }),
    ...(other === undefined ? {} : { other: other.mask }),
    score: score(one?.mask ?? empty(), other?.mask ?? empty(), options),
  };
}
