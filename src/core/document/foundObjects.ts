import { splitParts } from '../mask/cleanUp/parts';
import { difference } from '../mask/difference';
import type { Mask } from '../mask/mask';
import { boundsOf, decodeRunLength, encodeRunLength } from '../mask/runLength';
import { separateTouching } from '../mask/separateTouching';
import { overlap } from '../metrics/overlap';
import type { Prompt } from '../prompt/prompt';
import type { SegmentedObject } from '../protocol/inferenceApi';

/** An object that was found without a prompt, with the prompt that is stored for it. */
export interface FoundObject {
  readonly prompt: Prompt;
  readonly answer: SegmentedObject;
}

/**
 * How the objects of a label are distinguished, by the parts of their image that objects of the examples cover. Parts that cover less
 * than half of `smallest` are noise. Those that cover far more than `typical` are asked about again; labels that were taught before
 * that was measured have none.
 */
export interface Instances {
  readonly smallest: number;
  readonly typical?: number | undefined;
}

/** Asks the model about boxes on the slice. */
export type AskBoxes = (prompts: readonly Prompt[]) => Promise<readonly SegmentedObject[]>;

/** Two answers that agree like this are one object, and an answer that agrees less with what was asked about is another one. */
const same = 0.5;

/**
 * The objects in the mask of a taught label on one slice: the whole of it or each connected component, prompted by a box around it,
 * in reading order. A component that is as large as several objects is separated where it is narrow,
 * and the model is asked about the box of each part.
 *
 * @param instances set for labels whose examples show several objects each
 * @returns none where the label was not found
 */
export async function foundObjects(
  answer: SegmentedObject,
  instances: Instances | undefined,
  ask: AskBoxes,
): Promise<readonly FoundObject[]> {
  const { mask, quality } = answer;
  const [width, height] = mask.size;
  const bounds = boundsOf(mask);
  if (bounds === undefined) return [];
  if (instances === undefined) return [{ prompt: { box: bounds, points: [] }, answer }];
  const pixels = width * height;
  const found: FoundObject[] = [];
  for (const part of componentsOf(decodeRunLength(mask))) {
    if (part.area < (instances.smallest / 2) * pixels) continue;
    const typical = instances.typical === undefined ? Infinity : instances.typical * pixels;
    const separate = separateTouching(part, typical);
    const touching = separate.length < 2 ? undefined : await askAbout(separate, ask);
    // Signals would be those of all parts together.
    const single = { mask: encodeRunLength(part), ...(quality === undefined ? {} : { quality }) };
    found.push(...(touching ?? [{ prompt: boxOf(part), answer: single }]));
  }
  return found;
}

/** In reading order of their first pixels. */
function componentsOf(mask: Mask): readonly Mask[] {
  return splitParts(mask).toSorted((a, b) => a.data.indexOf(1) - b.data.indexOf(1));
}

/**
 * What the model makes of the parts of a mask.
 *
 * @returns undefined where it sees one object in several of them
 */
async function askAbout(parts: readonly Mask[], ask: AskBoxes): Promise<readonly FoundObject[] | undefined> {
  const prompts = parts.map(boxOf);
  const answers = await ask(prompts);
  const masks = answers.map(({ mask }) => decodeRunLength(mask));
  const isOne = masks.some((mask, i) => masks.slice(0, i).some((other) => overlap(mask, other).iou > same));
  if (isOne) return undefined;
  return parts.map((part, i) => {
    const others = parts.filter((_, k) => k !== i);
    // A pixel that two answers claim belongs to the part that it lies in.
    const own = others.reduce(difference, masks[i]!);
    const isMeant = overlap(own, part).iou > same;
    return { prompt: prompts[i]!, answer: { ...answers[i]!, mask: encodeRunLength(isMeant ? own : part) } };
  });
}

function boxOf(part: Mask): Prompt {
  return { box: part.bounds!, points: [] };
}
