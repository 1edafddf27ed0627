import { throwIfCancelled } from '../base/cancellation';
import type { SamUnet } from '../model/samUnet';
import { seededRandom, type Random } from '../statistics/random';
import { augment } from './augment';
import { halved, type Weights } from './decoderBase';
import { DecoderTrainer } from './decoderTrainer';
import type { Example } from './example';
import type { School } from './lab';
import { seeTiles, withTargets, type Sample } from './sample';
import { checkpoints, copies, schedule, type TeachSettings } from './settings';
import { shuffled } from './split';

/** An example and changed copies of it, as many as memory allows. */
export async function samplesOf(
  model: SamUnet,
  example: Example,
  tiles: number,
  count: number,
  random: Random,
): Promise<Sample[]> {
  const { promptWidth, maskChannels, imageSize } = model.card.architecture;
  const bytes = 4 * ((promptWidth * imageSize ** 2) / 256 + ((maskChannels + 4) * imageSize ** 2) / 16);
  const most = Math.max(1, Math.min(copies.most, Math.floor(copies.bytes / (bytes * tiles ** 2 * count))));
  const samples: Sample[] = [];
  for (let copy = 0; copy < most; copy++) {
    const { image, mask } = copy === 0 ? example : augment(example, random);
    samples.push(...withTargets(model, await seeTiles((region) => model.encode(image, region), image, tiles), mask));
  }
  return samples;
}

/** Trains from the base on. @returns the weights after the last step, as they would be read from a file */
export async function train(
  { lab: { model, base }, session, settings, hooks }: School,
  samples: readonly Sample[],
  name: string,
  run: {
    readonly until: number;
    readonly onStep: (step: number) => void;
    readonly onCheckpoint?: (checkpoint: number, weights: Weights) => Promise<void>;
  },
): Promise<Weights> {
  const { batch } = schedule;
  const random = seededRandom(`${name} ${settings.seed}`);
  const plan = { ...schedule, steps: settings.steps };
  const trainer = new DecoderTrainer(session, base.graph, model.card.architecture, plan, base.weights);
  const marks = checkpoints.map((part) => stepsTo(part, settings));
  let order: Sample[] = [];
  for (let step = 1; step <= run.until; step++) {
    throwIfCancelled(hooks.token);
    while (order.length < batch) order = [...shuffled(samples, random), ...order];
    await trainer.step(order.splice(-batch));
    run.onStep(step);
    for (const [mark, at] of marks.entries()) {
      if (at === step) await run.onCheckpoint?.(mark, halved(trainer.mean));
    }
  }
  return halved(trainer.mean);
}

/** Steps of a part of a training, at least one. */
export function stepsTo(part: number, { steps }: TeachSettings): number {
  return Math.max(1, Math.round(part * steps));
}
