import { intersectRect, isSameRect, pixelAt, rectOf, uniteRects, type Rect } from '../geometry/rect';
import { isLarge } from '../image/pyramid';
import { honourClicks } from '../mask/honourClicks';
import { decodePart, encodePart } from '../mask/part';
import { boundsOf, type RunLengthMask } from '../mask/runLength';
import type { Prompt, SegmentPrompt } from '../prompt/prompt';
import type { SegmentedObject } from '../protocol/inferenceApi';
import type { SidecarObject } from '../sidecar/sidecar';

/**
 * What a model that takes masks is asked for new clicks on a mask. A box that only bounds what was found without a prompt is left out:
 * it would hold the model to the faults of the mask (docs/model.md has what was measured).
 * @param prompt that of the object with the new clicks after its own
 */
export function correctionPrompt(
  { mask, proposal }: Pick<SidecarObject, 'mask' | 'proposal'>,
  prompt: Prompt,
): SegmentPrompt {
  const { box, ...clicks } = prompt;
  const bounds = boundsOf(proposal?.mask ?? mask);
  const isFound = box !== undefined && bounds !== undefined && isSameRect(box, bounds);
  return { ...(isFound ? clicks : prompt), previous: mask };
}

/**
 * Applies a model's answer to new clicks on a mask: the mask changes only at the clicks, see {@link honourClicks}. The model's
 * estimate is kept only if its answer is the resulting mask.
 * @param prompt that of the object with the new clicks after its own
 */
export function corrected(
  { mask: before, prompt: { points = [] } }: Pick<SidecarObject, 'mask' | 'prompt'>,
  { mask: answered, quality, signals, ...rest }: SegmentedObject,
  prompt: Prompt,
): SegmentedObject {
  const rect = workedOn(before, answered, prompt);
  const answer = decodePart(answered, rect);
  const moved = prompt.points.map((point) => ({ ...point, x: point.x - rect.x0, y: point.y - rect.y0 }));
  const [earlier, clicks] = [moved.slice(0, points.length), moved.slice(points.length)];
  const mask = honourClicks(decodePart(before, rect), answer, clicks, earlier);
  return {
    ...rest,
    mask: encodePart(mask, rect, before.size),
    ...(mask.equals(answer)
      ? { ...(quality === undefined ? {} : { quality }), ...(signals === undefined ? {} : { signals }) }
      : {}),
  };
}

/** Pixels around masks and clicks that a correction may reach. */
const around = 64;

/** The part of an image that clicks can change: all of it, unless it is large. */
function workedOn(before: RunLengthMask, answered: RunLengthMask, { points }: Prompt): Rect {
  const [width, height] = before.size;
  const whole = rectOf({ width, height });
  if (!isLarge({ width, height })) return whole;
  const parts = [boundsOf(before), boundsOf(answered), ...points.map(pixelAt)].filter((part) => part !== undefined);
  const { x0, y0, x1, y1 } = parts.reduce(uniteRects);
  return intersectRect({ x0: x0 - around, y0: y0 - around, x1: x1 + around, y1: y1 + around }, whole);
}
