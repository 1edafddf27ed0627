import { intersectRect, isEmptyRect } from '../geometry/rect';
import type { Prompt } from '../prompt/prompt';
import { jitteredBoxes } from '../quality/jitteredBoxes';
import { softDice } from '../quality/softDice';
import type { ModelPrompt } from './modelPrompt';
import type { Decoded, Embedding, SamUnet } from './samUnet';

/** What the decoder says around its answer to one prompt: low-resolution logits of one frame. */
export interface Assessment {
  readonly logits: Float32Array;
  /** Answers to the prompt's box moved and scaled a little; absent without a box, or if not requested. */
  readonly jittered?: readonly Float32Array[];
}

/** An answer that changes less than this, as soft Dice, when its box moves is not asked about again. */
const sure = 0.95;

/**
 * Answers a prompt and, in the same run of the decoder, the first box near its own; the others only where these two differ.
 * @param modelPrompt the prompt in model coordinates
 */
export async function assess(
  model: SamUnet,
  embedding: Embedding,
  { box }: Pick<Prompt, 'box'>,
  modelPrompt: ModelPrompt,
): Promise<{ readonly decoded: Decoded; readonly assessment: Assessment }> {
  const { transform } = embedding;
  const nearby = (box === undefined ? [] : jitteredBoxes(box))
    .map((each) => intersectRect(each, transform.region))
    .filter((each) => !isEmptyRect(each))
    .map((each) => ({ ...modelPrompt, box: transform.rectToModel(each) }));
  const [decoded, ...jittered] = await model.decode(embedding, [modelPrompt, ...nearby.slice(0, 1)]);
  if (decoded === undefined) throw new RangeError('The decoder returned no mask.');
  const { logits } = decoded;
  if (jittered.some((each) => softDice(logits, each.logits) < sure)) {
    jittered.push(...(await model.decode(embedding, nearby.slice(1))));
  }
  const answers = jittered.map((each) => each.logits);
  return { decoded, assessment: { logits, ...(answers.length === 0 ? {} : { jittered: answers }) } };
}
