import { honourClicks } from '../mask/honourClicks';
import { decodeRunLength, encodeRunLength } from '../mask/runLength';
import type { Prompt } from '../prompt/prompt';
import type { SegmentedObject } from '../protocol/inferenceApi';
import type { SidecarObject } from '../sidecar/sidecar';

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
  const answer = decodeRunLength(answered);
  const [earlier, clicks] = [prompt.points.slice(0, points.length), prompt.points.slice(points.length)];
  const mask = honourClicks(decodeRunLength(before), answer, clicks, earlier);
  return {
    ...rest,
    mask: encodeRunLength(mask),
    ...(mask.equals(answer)
      ? { ...(quality === undefined ? {} : { quality }), ...(signals === undefined ? {} : { signals }) }
      : {}),
  };
}
