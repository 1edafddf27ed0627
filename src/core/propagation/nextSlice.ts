import { rectOf } from '../geometry/rect';
import type { Mask } from '../mask/mask';
import { decodeRunLength, encodeRunLength, type RunLengthMask } from '../mask/runLength';
import { overlap } from '../metrics/overlap';
import type { SegmentPrompt } from '../prompt/prompt';
import { likeness, type Appearance } from './appearance';

/** An object ends where its area changes by more than this factor from one slice to the next, … */
const areaJump = 2;
/** … where its masks on two slices agree less than this (Dice), … */
const leastAgreement = 0.5;
/** … where it looks otherwise than where a person answers for it (the common part of histograms), … */
const leastLikeness = 0.6;
/** … or where the model itself estimates less than this for the Dice of its answer. */
const leastQuality = 0.5;

/**
 * The prompt for the slice beside a mask: the box around it and, for a model that takes one, the mask. The box is not wider than
 * the mask: a model fills a box rather than leaving room in it, so that masks would grow from slice to slice.
 */
export function nextPrompt(mask: Mask, takesMask: boolean): SegmentPrompt {
  return {
    box: mask.bounds ?? rectOf(mask),
    points: [],
    ...(takesMask ? { previous: encodeRunLength(mask) } : {}),
  };
}

/** Whether an answer still shows the object that the mask before shows. */
export function continues(
  before: Mask,
  { mask, quality }: { readonly mask: RunLengthMask; readonly quality?: number },
): boolean {
  const next = decodeRunLength(mask);
  const ratio = next.area / before.area;
  const isEven = ratio <= areaJump && ratio >= 1 / areaJump;
  return isEven && overlap(next, before).dice >= leastAgreement && (quality ?? 1) >= leastQuality;
}

/** Whether what was found looks like the object where a person answers for it. */
export function looksAlike(seed: Appearance, found: Appearance): boolean {
  return likeness(seed, found) >= leastLikeness;
}
