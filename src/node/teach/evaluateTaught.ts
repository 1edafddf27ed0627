import { createHash } from 'node:crypto';
import { throwIfCancelled, type CancellationToken } from '../../core/base/cancellation';
import type { UserError } from '../../core/base/error';
import type { Case } from '../../core/evaluation/case';
import { score } from '../../core/evaluation/score';
import { largestComponent } from '../../core/mask/components';
import { decodeRunLength, encodeRunLength } from '../../core/mask/runLength';
import { inscribedEllipse } from '../../core/metrics/inscribedEllipse';
import type { DatasetItem } from '../../core/layouts/samUnet/schema';
import type { LoadedModel, TaughtDecoder } from '../../core/protocol/inferenceApi';
import { seededRandom } from '../../core/statistics/random';
import { judge } from '../../core/teach/outcome';
import type { TeachSettings } from '../../core/teach/settings';
import { shuffled } from '../../core/teach/split';
import type { Dataset } from '../evaluation/readDataset';
import type { InferenceSettings } from '../inference/inferenceSettings';
import type { Segmenter } from '../inference/segmenter';
import { datasetExamples, itemsByLabel } from './datasetExamples';
import { learn } from './teachLabel';

export interface EvaluateTaughtOptions {
  readonly client: Segmenter;
  readonly inference: InferenceSettings;
  readonly model: LoadedModel;
  /** Images that teach; those held out are among them. */
  readonly examples: number;
  readonly settings: TeachSettings;
  /** Of the normalised surface distance, in pixels. */
  readonly tolerance: number;
  /** Images to score of each label; all others when left out. */
  readonly limit?: number;
  readonly token: CancellationToken;
  readonly onError: (error: UserError) => void;
  /** Told of a label that is left out, and of each one that was learnt. */
  readonly onNote: (note: string) => void;
  readonly onProgress?: (label: string, done: number, dice?: number) => void;
}

/** A label has to have so many more images than teach. */
const leastScored = 8;

/**
 * Teaches each label of a data set with some of its images at random and scores the others, which nothing was learnt or chosen
 * by. The masks of a label in an image are one.
 *
 * @returns a case for each label and image, with the label as the name of the mask
 * @throws UserError `no-device`, `bad-model`, `cancelled`
 */
export async function evaluateTaught(dataset: Dataset, options: EvaluateTaughtOptions): Promise<Case[]> {
  const cases: Case[] = [];
  for (const [label, items] of itemsByLabel(dataset)) {
    throwIfCancelled(options.token);
    if (items.length < options.examples + leastScored) {
      options.onNote(`${dataset.name}: ${label} is left out, as it has ${items.length} images.`);
      continue;
    }
    const order = shuffled(items, seededRandom(JSON.stringify([options.settings.seed, dataset.name, label])));
    const decoder = await taughtBy(dataset, label, order.slice(0, options.examples), options);
    const { limit = Infinity, examples } = options;
    cases.push(...(await scored(dataset, label, order.slice(examples, examples + limit), decoder, options)));
  }
  return cases;
}

async function taughtBy(
  dataset: Dataset,
  label: string,
  items: readonly DatasetItem[],
  options: EvaluateTaughtOptions,
): Promise<TaughtDecoder> {
  const { settings } = options;
  const start = performance.now();
  const examples = await datasetExamples(dataset, items, options);
  const learnt = await learn(examples, {
    ...options,
    onProgress: (done, dice) => options.onProgress?.(`${dataset.name} · ${label}`, done, dice),
  });
  const groups = examples.map(({ group }) => group);
  const { before, after, interval, qualityOffset } = judge(learnt.heldOut, groups, settings.seed);
  const range = interval === null ? '' : ` (${interval[0].toFixed(2)} to ${interval[1].toFixed(2)})`;
  const seconds = Math.round((performance.now() - start) / 1000);
  options.onNote(
    `${dataset.name}: ${label} on held-out examples ${before.toFixed(3)} before, ${after.toFixed(3)}${range} after, ` +
      `${learnt.tiles} × ${learnt.tiles} tiles, ${learnt.secondAnswer ? 'second answers, ' : ''}${seconds} s`,
  );
  const key = createHash('sha256').update(learnt.weights).digest('hex');
  const { weights, tiles, secondAnswer } = learnt;
  return { key, weights, tiles, secondAnswer, qualityOffset };
}

async function scored(
  dataset: Dataset,
  label: string,
  items: readonly DatasetItem[],
  decoder: TaughtDecoder,
  options: EvaluateTaughtOptions,
): Promise<Case[]> {
  const cases: Case[] = [];
  for (const item of items) {
    const [reference] = await datasetExamples(dataset, [item], options);
    if (reference === undefined) continue;
    const image = { ...reference.image, key: JSON.stringify([reference.sha256, label]) };
    const { objects } = await options.client.find(image, [decoder], options.token, 'bulk');
    const { mask: answer, quality } = objects[0]!;
    const mask = decodeRunLength(reference.mask);
    const measured = { tolerance: options.tolerance };
    const { bounds } = largestComponent(mask)!;
    cases.push({
      ...{ set: dataset.name, image: item.image, mask: label, protocol: 'taught', size: mask.area / mask.data.length },
      score: score(decodeRunLength(answer), mask, measured),
      baseline: score(inscribedEllipse(mask, bounds), mask, measured),
      ...(quality === undefined ? {} : { quality }),
      prompt: { points: [] },
      ...{ answer, reference: encodeRunLength(mask) },
    });
  }
  return cases;
}
