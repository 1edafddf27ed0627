import { Mask } from '../mask/mask';
import { decodeRunLength } from '../mask/runLength';
import { shapeBetween } from '../mask/shapeBetween';
import { overlap } from '../metrics/overlap';
import type { Prompt } from '../prompt/prompt';
import type { SegmentedObject } from '../protocol/inferenceApi';
import type { FoundObject } from './foundObjects';

/** Dice coefficient from which the masks on both sides of a slice are taken to show one object. */
const sameObject = 0.6;
/** A mask may agree this much less with the shape between its neighbours than they agree with each other. */
const tolerance = 0.2;
/** A second answer has to agree this much with that shape. */
const leastAgreement = 0.5;

/**
 * Makes what a taught label found on the slices of a volume consistent. Where the masks on both sides of a slice agree, and its own
 * is missing or far from the shape between them, the model is asked again with the box of that shape; its answer counts where it
 * is nearer to it. Slices are judged by what was found at first, so that no mistake spreads. Several objects on a slice stay as they
 * are: which of them belong together is not known.
 *
 * @param found the objects on each slice, in the order of the slices
 * @param ask asks the model about prompts on a slice, by its index
 */
export async function mendSlices(
  found: readonly (readonly FoundObject[])[],
  ask: (slice: number, prompts: readonly Prompt[]) => Promise<readonly SegmentedObject[]>,
): Promise<readonly (readonly FoundObject[])[]> {
  if (found.some(({ length }) => length > 1)) return found;
  const mended = [...found];
  for (const [slice, [own]] of found.entries()) {
    const [before, after] = [found[slice - 1]?.[0], found[slice + 1]?.[0]];
    if (before === undefined || after === undefined) continue;
    const [a, b] = [maskOf(before), maskOf(after)];
    const together = overlap(a, b).dice;
    if (together < sameObject) continue;
    const expected = shapeBetween(a, b);
    const agreement = overlap(own === undefined ? new Mask(a.width, a.height) : maskOf(own), expected).dice;
    const { bounds } = expected;
    if (agreement >= together - tolerance || bounds === undefined) continue;
    const prompt: Prompt = { box: bounds, points: [] };
    const [answer] = await ask(slice, [prompt]);
    if (answer === undefined) continue;
    const second = overlap(decodeRunLength(answer.mask), expected).dice;
    if (second > Math.max(agreement, leastAgreement)) mended[slice] = [{ prompt, answer }];
  }
  return mended;
}

function maskOf({ answer }: FoundObject): Mask {
  return decodeRunLength(answer.mask);
}
