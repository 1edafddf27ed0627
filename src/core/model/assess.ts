import { intersectRect, isEmptyRect, type Rect } from '../geometry/rect';
import type { Mask } from '../mask/mask';
import type { Prompt } from '../prompt/prompt';
import { jitteredBoxes } from '../quality/jitteredBoxes';
import type { ModelPrompt } from './modelPrompt';
import type { Decoded, Embedding, SamUnet } from './samUnet';

/** What the decoder says around its answer to one prompt: low-resolution logits of one frame. */
export interface Assessment {
  readonly logits: Float32Array;
  /** Answers to the prompt's box moved and scaled a little; absent without a box, or where nobody asked. */
  readonly jittered?: readonly Float32Array[];
  /** Answer to the box of the mask; absent where nobody asked, or the mask is empty. */
  readonly cycle?: Float32Array;
}

/**
 * Asks the decoder again for what it has answered, in one run.
 * @param modelPrompt the prompt in model coordinates, as it was answered
 * @param mask the answer, of the image's size
 */
export async function assess(
  model: SamUnet,
  embedding: Embedding,
  { box: asked }: Pick<Prompt, 'box'>,
  modelPrompt: ModelPrompt,
  { logits }: Decoded,
  mask: Mask,
): Promise<Assessment> {
  const own = mask.bounds;
  if (own === undefined) return { logits };
  const { transform } = embedding;
  const moved = asked === undefined ? [] : jitteredBoxes(asked).flatMap((box) => visible(box, transform.region));
  const boxes = [own, ...moved].map((box) => transform.rectToModel(box));
  const [cycle, ...jittered] = await model.decode(
    embedding,
    boxes.map((box) => ({ ...modelPrompt, box })),
  );
  if (cycle === undefined) throw new RangeError('The decoder answered no prompt.');
  return {
    logits,
    cycle: cycle.logits,
    ...(asked === undefined ? {} : { jittered: jittered.map((decoded) => decoded.logits) }),
  };
}

/** A box cut to what the model looks at; nothing where that leaves nothing. */
function visible(box: Rect, region: Rect): Rect[] {
  const cut = intersectRect(box, region);
  return isEmptyRect(cut) ? [] : [cut];
}
