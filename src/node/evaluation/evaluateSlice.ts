import path from 'node:path';
import { UserError } from '../../core/base/error';
import { scoredClicks, type Case } from '../../core/evaluation/case';
import type { Opening, SliceProtocol, Subject } from '../../core/evaluation/protocol';
import { score } from '../../core/evaluation/score';
import { largestComponent } from '../../core/mask/components';
import { honourClicks } from '../../core/mask/honourClicks';
import type { Mask } from '../../core/mask/mask';
import { decodeRunLength, encodeRunLength } from '../../core/mask/runLength';
import { inscribedEllipse } from '../../core/metrics/inscribedEllipse';
import { overlap, type Overlap } from '../../core/metrics/overlap';
import type { SurfaceOptions } from '../../core/metrics/surfaceDistance';
import type { Effort } from '../../core/model/segment';
import type { Prompt, SegmentPrompt } from '../../core/prompt/prompt';
import type { InferenceImage, SegmentedObject } from '../../core/protocol/inferenceApi';
import { estimateQuality } from '../../core/quality/estimate';
import type { Signals } from '../../core/quality/signals';
import { seededRandom } from '../../core/statistics/random';
import { t } from '../../core/text/message';
import { insideFolder } from '../files/insideFolder';
import type { OpenedImage } from '../image/openImage';
import { readInferenceSlice } from '../inference/inferenceSlice';
import { readReferenceMasks } from '../masks/readMask';
import type { EvaluateImageContext } from './evaluateContext';
import type { EvaluatedItem } from './evaluatedItems';
import type { Dataset } from './readDataset';

/** One mask to be asked for in one way, and how the dialogue about it went. */
interface Dialogue {
  readonly mask: string;
  readonly subject: Subject;
  readonly protocol: SliceProtocol;
  readonly opening: Opening;
  prompt: Prompt | undefined;
  readonly answers: {
    readonly prompt: Prompt;
    readonly mask: Mask;
    readonly quality?: number;
    readonly signals?: Signals;
    readonly overlap: Overlap;
  }[];
}

/** A dialogue that has reached this IoU continues only to the clicks that are scored. */
const goodIou = 0.9;

/** Asks for every mask of an image of one slice by every protocol. Masks that cannot be used are passed to `onError`. */
export async function evaluateSlice(
  dataset: Dataset,
  item: EvaluatedItem,
  image: OpenedImage,
  protocols: readonly SliceProtocol[],
  context: EvaluateImageContext,
): Promise<Case[]> {
  const spacing = context.unit === 'px' ? undefined : image.info.pixelSpacing;
  if (context.unit === 'mm' && spacing === undefined) {
    throw new UserError('bad-input', {
      problem: t`The image does not specify the size of its pixels.`,
      advice: t`Measure in pixels instead.`,
    });
  }
  const { image: seen } = await readInferenceSlice(image, { slice: 0 });
  const dialogues: Dialogue[] = [];
  for (const file of item.masks) {
    try {
      const target = await insideFolder(dataset.folder, file);
      for (const { label, mask: reference } of await readReferenceMasks(target, seen, context.reading ?? {})) {
        const mask = label === undefined ? file : `${file} (${label})`;
        const object = largestComponent(reference);
        if (object === undefined) throw new UserError('damaged', { problem: t`The mask is empty.` });
        for (const protocol of protocols) {
          const random = seededRandom(JSON.stringify([context.seed, protocol.name, dataset.name, mask]));
          const subject = { image: seen, reference, object, random };
          const opening = protocol.open(subject);
          dialogues.push({ mask, subject, protocol, opening, prompt: opening.prompt, answers: [] });
        }
      }
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      context.onError(error.inFile(path.join(dataset.folder, file)));
    }
  }
  await converse(seen, dialogues, context);
  const options = { tolerance: context.tolerance, ...(spacing === undefined ? {} : { spacing }) };
  return dialogues.map((dialogue) => caseOf(dataset.name, item, dialogue, options));
}

/** Asks for one answer each, and corrects where a dialogue follows. */
async function converse(
  image: InferenceImage,
  dialogues: readonly Dialogue[],
  context: EvaluateImageContext,
): Promise<void> {
  const isDialogue = ({ protocol }: Dialogue): boolean => protocol.correct !== undefined;
  const [final, assessed] = context.zoom ? (['final', 'assessed'] as const) : (['preview', 'preview'] as const);
  await talk(
    image,
    dialogues.filter((each) => !isDialogue(each)),
    assessed,
    context,
  );
  // Nobody reads what is estimated of each of many answers.
  await talk(image, dialogues.filter(isDialogue), final, context);
}

/** Prompts and corrects until all dialogues have ended, in lockstep. */
async function talk(
  image: InferenceImage,
  dialogues: readonly Dialogue[],
  effort: Effort,
  context: EvaluateImageContext,
): Promise<void> {
  const takesMasks = (await context.client.start()).prompts.mask;
  for (let active = dialogues; active.length > 0; active = active.filter(({ prompt }) => prompt !== undefined)) {
    const prompts = active.map((dialogue) => askedFor(dialogue, takesMasks));
    const { objects } = await context.client.segment(image, prompts, effort, context.token, 'bulk');
    for (const [i, dialogue] of active.entries()) {
      dialogue.prompt = reply(dialogue, objects[i]!, context.clickLimit);
    }
  }
}

/** The next prompt; with the mask so far where clicks change that. */
function askedFor({ protocol, prompt, answers }: Dialogue, takesMasks: boolean): SegmentPrompt {
  const before = answers.at(-1);
  if (protocol.editsMask !== true || before === undefined || !takesMasks) return prompt!;
  return { ...prompt!, previous: encodeRunLength(before.mask) };
}

/** The mask that an answer comes to. */
function maskAfter({ protocol, prompt, answers }: Dialogue, answer: Mask): Mask {
  const before = answers.at(-1);
  if (protocol.editsMask !== true || before === undefined) return answer;
  const { points } = before.prompt;
  return honourClicks(before.mask, answer, prompt!.points.slice(points.length), points);
}

/** Takes an answer and gives the next prompt, if there is one. */
function reply(dialogue: Dialogue, object: SegmentedObject, limit: number): Prompt | undefined {
  const { subject, protocol, prompt, answers } = dialogue;
  const mask = maskAfter(dialogue, decodeRunLength(object.mask));
  const reached = overlap(mask, subject.reference);
  const estimated = (object.signals && estimateQuality(object.signals)?.quality) ?? object.quality;
  answers.push({
    prompt: prompt!,
    mask,
    overlap: reached,
    ...(estimated === undefined ? {} : { quality: estimated }),
    ...(object.signals === undefined ? {} : { signals: object.signals }),
  });
  const enough =
    answers.length >= limit ||
    (answers.length >= scoredClicks && answers.some(({ overlap: { iou } }) => iou >= goodIou));
  return enough ? undefined : protocol.correct?.(subject, prompt!, mask);
}

function caseOf(set: string, { image, series }: EvaluatedItem, dialogue: Dialogue, options: SurfaceOptions): Case {
  const { mask, protocol, subject, opening, answers } = dialogue;
  const { reference, object } = subject;
  const answer = answers[Math.min(answers.length, scoredClicks) - 1]!;
  return {
    set,
    image,
    ...(series === undefined ? {} : { series }),
    mask,
    protocol: protocol.name,
    size: reference.area / reference.data.length,
    score: score(answer.mask, reference, options),
    baseline: score(inscribedEllipse(reference, opening.prompt.box ?? object.bounds), reference, options),
    ...(answer.quality === undefined ? {} : { quality: answer.quality }),
    ...(answer.signals === undefined ? {} : { signals: answer.signals }),
    ...(opening.looseness === undefined ? {} : { looseness: opening.looseness }),
    ...(protocol.correct === undefined ? {} : { clicks: answers.map(({ overlap: reached }) => reached) }),
    prompt: answer.prompt,
    answer: encodeRunLength(answer.mask),
    reference: encodeRunLength(reference),
  };
}
