import path from 'node:path';
import { messageOf, UserError } from '../../core/base/error';
import type { DatasetItem } from '../../core/dataset/datasetIndex';
import type { Size } from '../../core/geometry/rect';
import { largestComponent } from '../../core/mask/components';
import { interiorPoint } from '../../core/mask/interiorPoint';
import { Mask } from '../../core/mask/mask';
import { decodeRunLength } from '../../core/mask/runLength';
import { inscribedEllipse } from '../../core/metrics/inscribedEllipse';
import { overlap } from '../../core/metrics/overlap';
import type { Prompt } from '../../core/prompt/prompt';
import { openImage } from '../image/openImage';
import type { InferenceClient } from '../inference/inferenceClient';
import { lookAt } from '../inference/inferenceImage';
import type { Dataset } from './readDataset';

export type PromptKind = 'box' | 'point';

/** Means over the masks of a set. */
export interface SetScore {
  readonly set: string;
  readonly prompt: PromptKind;
  /** Images with at least one mask that was scored. */
  readonly images: number;
  readonly masks: number;
  readonly dice: number;
  readonly iou: number;
  /** Dice of the ellipse inscribed in the box. */
  readonly baselineDice: number;
}

export interface EvaluateContext {
  readonly client: InferenceClient;
  readonly prompt: PromptKind;
  /** Images to take of each set; all when left out. */
  readonly limit?: number;
  readonly onImage?: (done: number, total: number) => void;
  /** Told of images and masks that cannot be read or do not fit each other; they count for nothing. */
  readonly onError: (error: UserError) => void;
}

interface MaskScore {
  readonly dice: number;
  readonly iou: number;
  readonly baselineDice: number;
}

/**
 * Scores the model on a data set by the published protocol: one prompt per mask, made of its largest 8-connected component
 * (its exact box, or its most interior point), one answer, compared with the whole mask at the image's own size.
 */
export async function evaluateDataset(dataset: Dataset, context: EvaluateContext): Promise<SetScore> {
  const items = dataset.items.slice(0, context.limit);
  const scores: MaskScore[] = [];
  let images = 0;
  for (const [done, item] of items.entries()) {
    context.onImage?.(done, items.length);
    try {
      const scored = await scoreImage(dataset.folder, item, context);
      scores.push(...scored);
      if (scored.length > 0) images++;
    } catch (error) {
      if (!(error instanceof UserError) || error.code === 'no-device' || error.code === 'bad-model') throw error;
      context.onError(error.inFile(path.join(dataset.folder, item.image)));
    }
  }
  return {
    set: dataset.name,
    prompt: context.prompt,
    images,
    masks: scores.length,
    dice: mean(scores.map(({ dice }) => dice)),
    iou: mean(scores.map(({ iou }) => iou)),
    baselineDice: mean(scores.map(({ baselineDice }) => baselineDice)),
  };
}

async function scoreImage(folder: string, item: DatasetItem, context: EvaluateContext): Promise<MaskScore[]> {
  const image = await openImage(path.join(folder, item.image));
  try {
    const { image: seen } = await lookAt(image, 0);
    const tasks: { reference: Mask; box: NonNullable<Prompt['box']>; prompt: Prompt }[] = [];
    for (const name of item.masks) {
      const file = path.join(folder, name);
      try {
        const reference = await readMask(file, image.info);
        const component = largestComponent(reference);
        if (component === undefined) throw new UserError('damaged', { problem: 'The mask is empty.' });
        tasks.push({ reference, box: component.bounds, prompt: promptOf(component, context.prompt) });
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
        context.onError(error.inFile(file));
      }
    }
    if (tasks.length === 0) return [];
    const prompts = tasks.map(({ prompt }) => prompt);
    const { objects } = await context.client.segment(seen, prompts, 'final', undefined, 'bulk');
    return tasks.map(({ reference, box }, i) => {
      const answer = objects[i];
      if (answer === undefined) throw new RangeError('The model answered fewer prompts than it was asked.');
      const baselineDice = overlap(inscribedEllipse(reference, box), reference).dice;
      return { ...overlap(decodeRunLength(answer.mask), reference), baselineDice };
    });
  } finally {
    image.dispose();
  }
}

function promptOf({ bounds, mask }: NonNullable<ReturnType<typeof largestComponent>>, kind: PromptKind): Prompt {
  if (kind === 'box') return { box: bounds, points: [] };
  const point = interiorPoint(mask);
  if (point === undefined) throw new RangeError('A component has no point.');
  return { points: [{ ...point, positive: true }] };
}

/** A reference mask: every pixel that is not black belongs to the object. */
async function readMask(file: string, size: Size): Promise<Mask> {
  const image = await openImage(file);
  try {
    const { width, height, channels, data } = await image.readSlice(0);
    if (width !== size.width || height !== size.height) {
      throw new UserError('damaged', {
        problem: `The mask has ${width} × ${height} pixels, its image ${size.width} × ${size.height}.`,
      });
    }
    const mask = new Mask(width, height);
    for (const [i, value] of data.entries()) if (value > 0) mask.data[Math.floor(i / channels)] = 1;
    return mask;
  } catch (error) {
    throw error instanceof UserError ? error : new UserError('unreadable', { problem: messageOf(error), cause: error });
  } finally {
    image.dispose();
  }
}

export function mean(values: readonly number[]): number {
  return values.length === 0 ? NaN : values.reduce((sum, value) => sum + value, 0) / values.length;
}
