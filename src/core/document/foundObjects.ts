import { rectOf } from '../geometry/rect';
import { partsOf } from '../mask/components';
import { Mask } from '../mask/mask';
import { decodeRunLength, encodeRunLength } from '../mask/runLength';
import type { Prompt } from '../prompt/prompt';
import type { SegmentedObject } from '../protocol/inferenceApi';

/** An object that was found without a prompt, with the prompt that is stored for it. */
export interface FoundObject {
  readonly prompt: Prompt;
  readonly answer: SegmentedObject;
}

/** How the objects of a label are told apart: parts that cover less than half of `smallest` of their image are noise. */
export interface Instances {
  readonly smallest: number;
}

/**
 * The objects in the mask of a taught label on one slice: the whole of it, prompted by a box over the slice, or each connected
 * component by a box around it.
 *
 * @param instances set for labels whose examples show several objects each
 * @returns none where the label was not found
 */
export function foundObjects(answer: SegmentedObject, instances: Instances | undefined): readonly FoundObject[] {
  const { mask, quality } = answer;
  if (mask.counts.length < 2) return [];
  const [width, height] = mask.size;
  if (instances === undefined) return [{ prompt: { box: rectOf({ width, height }), points: [] }, answer }];
  const { labels, areas } = partsOf(decodeRunLength(mask));
  const least = (instances.smallest / 2) * width * height;
  return areas.flatMap((area, i) => {
    if (area < least) return [];
    const part = new Mask(
      width,
      height,
      Uint8Array.from(labels, (label) => (label === i + 1 ? 1 : 0)),
    );
    return [
      {
        prompt: { box: part.bounds!, points: [] },
        // Signals would be those of all parts together.
        answer: { mask: encodeRunLength(part), ...(quality === undefined ? {} : { quality }) },
      },
    ];
  });
}
