import { intersectRect, rectHeight, rectOf, rectWidth, roundOutward, type Rect, type Size } from '../geometry/rect';
import type { Mask } from '../mask/mask';
import { decodeRunLength, encodeRunLength, type RunLengthMask } from '../mask/runLength';
import { overlap } from '../metrics/overlap';
import type { SegmentPrompt } from '../prompt/prompt';

/** The box of the next slice is the one of the mask, wider by this part of its sides and by at least one pixel. */
const margin = 0.05;
/** An object ends where its area changes by more than this factor from one slice to the next, … */
const areaJump = 2;
/** … where its masks on two slices agree less than this (Dice), … */
const leastAgreement = 0.5;
/** … or where the model itself estimates less than this for the Dice of its answer. */
const leastQuality = 0.5;

/**
 * The prompt for the slice beside a mask: the box around it and, for a model that takes one, the mask.
 * @param image that the box must lie in
 */
export function nextPrompt(mask: Mask, image: Size, takesMask: boolean): SegmentPrompt {
  const box = grown(mask.bounds ?? rectOf(image), image);
  return { box, points: [], ...(takesMask ? { previous: encodeRunLength(mask) } : {}) };
}

function grown(box: Rect, image: Size): Rect {
  const across = Math.max(1, margin * rectWidth(box));
  const down = Math.max(1, margin * rectHeight(box));
  const wide = { x0: box.x0 - across, y0: box.y0 - down, x1: box.x1 + across, y1: box.y1 + down };
  return intersectRect(roundOutward(wide), rectOf(image));
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
