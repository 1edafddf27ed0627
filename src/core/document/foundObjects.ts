import type { CancellationToken } from '../base/cancellation';
import { rectOf } from '../geometry/rect';
import { boundsOf, type RunLengthMask } from '../mask/runLength';
import type { Prompt } from '../prompt/prompt';
import type { SegmentedObject } from '../protocol/inferenceApi';
import { foundParts, ownMasks, type Instances } from './foundParts';

/** An object that was found without a prompt, with the prompt that is stored for it. */
export interface FoundObject {
  readonly prompt: Prompt;
  readonly answer: SegmentedObject;
}

/** Asks the model about boxes on the slice. */
export type AskBoxes = (prompts: readonly Prompt[]) => Promise<readonly SegmentedObject[]>;

/** What is worked out of masks, which takes long for large ones, wherever it is done. */
export interface PartWork {
  foundParts(args: Parameters<typeof foundParts>, token?: CancellationToken): Promise<ReturnType<typeof foundParts>>;
  ownMasks(args: Parameters<typeof ownMasks>, token?: CancellationToken): Promise<ReturnType<typeof ownMasks>>;
}

/** Does it at once. */
export const partWork: PartWork = {
  foundParts: (args) => Promise.resolve(foundParts(...args)),
  ownMasks: (args) => Promise.resolve(ownMasks(...args)),
};

/**
 * The objects in the mask of a taught label on one slice: the whole of it, prompted by a box over the slice, or each connected
 * component by a box around it, in reading order. A component that is as large as several objects is separated where it is narrow,
 * and the model is asked about the box of each part.
 *
 * @param instances set for labels whose examples show several objects each
 * @returns none where the label was not found
 * @throws UserError `cancelled`
 */
export async function foundObjects(
  answer: SegmentedObject,
  instances: Instances | undefined,
  ask: AskBoxes,
  { work = partWork, token }: { readonly work?: PartWork; readonly token?: CancellationToken } = {},
): Promise<readonly FoundObject[]> {
  const { mask, quality } = answer;
  if (mask.counts.length < 2) return [];
  const [width, height] = mask.size;
  if (instances === undefined) return [{ prompt: { box: rectOf({ width, height }), points: [] }, answer }];
  const found: FoundObject[] = [];
  for (const [part, ...separate] of await work.foundParts([mask, instances], token)) {
    const touching = separate.length < 2 ? undefined : await askAbout(separate, ask, { work, token });
    // Signals would be those of all parts together.
    const single = { mask: part, ...(quality === undefined ? {} : { quality }) };
    found.push(...(touching ?? [{ prompt: boxOf(part), answer: single }]));
  }
  return found;
}

/**
 * What the model makes of the parts of a mask.
 *
 * @returns undefined where it sees one object in several of them
 */
async function askAbout(
  parts: readonly RunLengthMask[],
  ask: AskBoxes,
  { work, token }: { readonly work: PartWork; readonly token: CancellationToken | undefined },
): Promise<readonly FoundObject[] | undefined> {
  const prompts = parts.map(boxOf);
  const answers = await ask(prompts);
  const own = await work.ownMasks([parts, answers.map(({ mask }) => mask)], token);
  return own?.map((mask, i) => ({ prompt: prompts[i]!, answer: { ...answers[i]!, mask } }));
}

function boxOf(part: RunLengthMask): Prompt {
  return { box: boundsOf(part)!, points: [] };
}
