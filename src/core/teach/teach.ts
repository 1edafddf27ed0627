import { throwIfCancelled, type CancellationToken } from '../base/cancellation';
import type { RgbImage } from '../image/rgbImage';
import { overlap } from '../metrics/overlap';
import { encodeModel } from '../model/onnx/model';
import type { SamUnet } from '../model/samUnet';
import type { TensorSession } from '../model/runtime';
import { mean } from '../statistics/mean';
import { seededRandom, type Random } from '../statistics/random';
import { answerTiles } from './answer';
import { augment } from './augment';
import { halved, packWeights, replaceWeights, type DecoderBase, type Weights } from './decoderBase';
import { DecoderTrainer } from './decoderTrainer';
import { shrink, type Example } from './example';
import { seeTiles, withTargets, type Sample, type Seen } from './sample';
import { askAgain } from './secondAnswer';
import { checkpoints, copies, schedule, type TeachSettings } from './settings';
import { shuffled, split, type Fold } from './split';
import { trainingGraph } from './trainingGraph';

/** What a label is learnt with. */
export interface Lab {
  readonly model: SamUnet;
  readonly base: DecoderBase;
  /** Loads a graph on the device that runs the model. */
  readonly load: (graph: Uint8Array) => Promise<TensorSession>;
  /** The label as it was taught before: its weights, how it sees images, and which of the examples taught it. */
  readonly former?: {
    readonly weights: Weights;
    readonly tiles: number;
    readonly secondAnswer?: boolean;
    readonly taught: ReadonlySet<number>;
  };
}

/** An example, and what it must not be split from. */
export interface TeachExample extends Example {
  readonly group: string;
}

/** How one held-out example was answered. */
export interface HeldOut {
  /** Index of the example. */
  readonly example: number;
  /** Dice by the base model, by the label as it was before where that had not learnt from the example, and by the label. */
  readonly base: number;
  readonly former?: number;
  readonly after: number;
  /** What the label's decoder estimates that Dice to be. */
  readonly quality?: number;
}

export interface Learnt {
  /** A safetensors file of the changed weights. */
  readonly weights: Uint8Array;
  readonly tiles: number;
  /** Whether the model is asked again about what is found, which did better. */
  readonly secondAnswer: boolean;
  /** Steps of the training that gave the weights. */
  readonly steps: number;
  readonly heldOut: readonly HeldOut[];
}

export interface TeachHooks {
  /**
   * Called with the part that is done, 0..1, the held-out Dice of the last measurement, and that of each checkpoint of the
   * training so far, over the examples that were held out until now.
   */
  readonly onProgress?: (done: number, dice?: number, curve?: readonly number[]) => void;
  readonly token: CancellationToken;
}

/** Whole images that are found this well are not tried in tiles. */
const goodEnough = 0.85;
/** Tiles have to gain this much. */
const leastGain = 0.01;
/** So does a second answer. */
const leastSecondGain = 0.005;
/** Part of the progress that learning with one number of tiles takes, as long as more may follow. */
const trialShare = 0.45;

/** What was learnt with one number of tiles. */
interface Trial {
  readonly tiles: number;
  readonly folds: readonly Fold[];
  readonly seen: readonly (readonly Seen[])[];
  readonly samples: readonly (readonly Sample[])[];
  readonly secondAnswer: boolean;
  /** Of the best checkpoint. */
  readonly dice: number;
  readonly checkpoint: number;
  /** Of every checkpoint. */
  readonly curve: readonly number[];
  readonly answers: ReadonlyMap<number, Scored>;
  /** Of the only fold at that checkpoint. */
  readonly weights: Weights | undefined;
}

interface Scored {
  readonly dice: number;
  readonly quality?: number;
}

/** Of one checkpoint, by example: of first answers and, where they may be asked for, of second ones. */
type Scores = readonly Map<number, Scored>[];

/**
 * Learns to find a label without a prompt: the encoder stays, the decoder is trained on a box over the whole image, or over its
 * tiles where that does better on examples held out.
 *
 * Deterministic on one machine for equal examples and settings.
 *
 * @param examples of at least two groups
 * @throws UserError `cancelled`; `bad-model` for a decoder with an operator without a gradient
 */
export async function teach(
  lab: Lab,
  examples: readonly TeachExample[],
  settings: TeachSettings,
  hooks: TeachHooks,
): Promise<Learnt> {
  const { model, base } = lab;
  const folds = split(
    examples.map(({ group }) => group),
    settings.holdout,
    seededRandom(`split ${settings.seed}`),
  );
  let begun = 0;
  const session = await lab.load(
    encodeModel(trainingGraph(base.graph, model.card.architecture, new Set(base.weights.keys()), schedule.batch)),
  );
  const school: School = { lab, session, settings, hooks };
  try {
    let best: Trial | undefined;
    for (const tiles of [1, 2, 3, 4].filter((count) => count <= settings.tiles)) {
      if (tiles > 1 && !examples.some(({ image }) => isWorthTiles(image, model.card.architecture.imageSize, tiles)))
        break;
      const share = trialShare * (1 - begun);
      const trial = await tryTiles(school, examples, tiles, folds, (done, ...measured) => {
        hooks.onProgress?.(begun + share * done, ...measured);
      });
      begun += share;
      const isBetter = best === undefined || trial.dice > best.dice + leastGain;
      if (isBetter) best = trial;
      if (!isBetter || best!.dice >= goodEnough) break;
    }
    const { tiles, secondAnswer, samples, checkpoint, answers, dice, curve } = best!;
    const steps = stepsTo(checkpoints[checkpoint]!, settings);
    const weights =
      best!.weights ??
      (await train(school, samples.flat(), `all ${String(tiles)}`, {
        until: steps,
        onStep: (step) => {
          hooks.onProgress?.(begun + ((1 - begun) * step) / steps, dice, curve);
        },
      }));
    const earlier = await scoreEarlier(school, examples, best!);
    const heldOut = [...answers].map(([example, { dice: after, quality }]) => ({
      example,
      ...earlier(example),
      after,
      ...(quality === undefined ? {} : { quality }),
    }));
    hooks.onProgress?.(1, dice, curve);
    return {
      weights: packWeights(base, weights),
      tiles,
      secondAnswer,
      steps,
      heldOut: heldOut.toSorted((a, b) => a.example - b.example),
    };
  } finally {
    await session.dispose();
  }
}

interface School {
  readonly lab: Lab;
  /** Of the training graph. */
  readonly session: TensorSession;
  readonly settings: TeachSettings;
  readonly hooks: TeachHooks;
}

/** Whether tiles show more than the whole image does. */
function isWorthTiles({ width, height }: { width: number; height: number }, modelSize: number, tiles: number): boolean {
  return Math.max(width, height) > (modelSize * (tiles + 1)) / 4;
}

/** Learns with one number of tiles and measures on what is held out. */
async function tryTiles(
  school: School,
  examples: readonly TeachExample[],
  tiles: number,
  folds: readonly Fold[],
  onProgress: NonNullable<TeachHooks['onProgress']>,
): Promise<Trial> {
  const { lab, settings, hooks } = school;
  const small = examples.map((each) => shrink(each, 1.5 * tiles * lab.model.card.architecture.imageSize));
  const encoded = 0.25;
  const samples: Sample[][] = [];
  for (const [i, example] of small.entries()) {
    throwIfCancelled(hooks.token);
    samples.push(
      await samplesOf(lab.model, example, tiles, small.length, seededRandom(`copies ${settings.seed} ${String(i)}`)),
    );
    onProgress((encoded * (i + 1)) / small.length);
  }
  // Held-out examples are answered as images are later: at their own size.
  const seen: Seen[][] = [];
  for (const { image } of examples) seen.push(await see(lab.model, image, tiles));

  const looks = settings.secondAnswer ? [false, true] : [false];
  const scores: readonly Scores[] = checkpoints.map(() => looks.map(() => new Map<number, Scored>()));
  let only: Weights[] = [];
  for (const [k, { train: teaching, test }] of folds.entries()) {
    only = [];
    const own = teaching.flatMap((i) => samples[i]!);
    let reached = 0;
    const report = (dice?: number): void => {
      const done = encoded + ((1 - encoded) * (k + reached)) / folds.length;
      if (dice === undefined) onProgress(done);
      else
        onProgress(
          done,
          dice,
          scores.filter(([first]) => first!.size > 0).map((all) => better(all).dice),
        );
    };
    await train(school, own, `fold ${String(k)} ${String(tiles)}`, {
      until: settings.steps,
      onStep: (step) => {
        reached = step / settings.steps;
        report();
      },
      onCheckpoint: async (checkpoint, weights) => {
        only.push(weights);
        const all = scores[checkpoint]!;
        for (const [k, look] of (await scoreWith(lab, weights, examples, seen, test, looks)).entries()) {
          for (const [i, score] of look) all[k]!.set(i, score);
        }
        report(better(all).dice);
      },
    });
  }
  const means = scores.map((all) => better(all).dice);
  const checkpoint = means.indexOf(Math.max(...means));
  return {
    ...{ tiles, folds, seen, samples, checkpoint, curve: means },
    ...better(scores[checkpoint]!),
    weights: folds.length === 1 ? only[checkpoint] : undefined,
  };
}

/** Whether second answers are to be asked for, and what that gives. */
function better([first, second]: Scores): Pick<Trial, 'dice' | 'answers' | 'secondAnswer'> {
  const dice = diceOf(first!);
  if (second !== undefined && diceOf(second) > dice + leastSecondGain)
    return { dice: diceOf(second), answers: second, secondAnswer: true };
  return { dice, answers: first!, secondAnswer: false };
}

/** An example and changed copies of it, as many as memory allows. */
async function samplesOf(
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
    samples.push(...withTargets(model, await see(model, image, tiles), mask));
  }
  return samples;
}

/** Trains from the base on. @returns the weights after the last step, as they would be read from a file */
async function train(
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

/** Dice of held-out examples by a decoder with the given weights, for each of the looks: first or second answers. */
async function scoreWith(
  { model, base, load }: Lab,
  weights: Weights,
  examples: readonly TeachExample[],
  seen: readonly (readonly Seen[])[],
  which: readonly number[],
  looks: readonly boolean[],
): Promise<Scores> {
  const decoder = await load(encodeModel(replaceWeights(base, weights)));
  try {
    const asked = model.withDecoder(decoder);
    const scores = looks.map(() => new Map<number, Scored>());
    for (const i of which) {
      const { image, mask } = examples[i]!;
      const first = await answerTiles(asked, image, seen[i]!);
      for (const [k, isSecond] of looks.entries()) {
        const { mask: found, quality } = isSecond
          ? await askAgain(model, image, (region) => model.encode(image, region), first)
          : first;
        scores[k]!.set(i, { dice: overlap(found, mask).dice, ...(quality === undefined ? {} : { quality }) });
      }
    }
    return scores;
  } finally {
    await decoder.dispose();
  }
}

/** What was there before, on what was held out: the base model from the same prompt, and the label as it was. */
async function scoreEarlier(
  { lab }: School,
  examples: readonly TeachExample[],
  { answers, seen, tiles }: Trial,
): Promise<(example: number) => Pick<HeldOut, 'base' | 'former'>> {
  const held = [...answers.keys()];
  const whole: (readonly Seen[])[] = [];
  for (const i of held) whole[i] = tiles === 1 ? seen[i]! : await see(lab.model, examples[i]!.image, 1);
  const [base] = await scoreWith(lab, lab.base.weights, examples, whole, held, [false]);
  const { former } = lab;
  if (former === undefined) return (example) => ({ base: base!.get(example)!.dice });
  const fresh = held.filter((i) => !former.taught.has(i));
  const own: (readonly Seen[])[] = [];
  for (const i of fresh) own[i] = await see(lab.model, examples[i]!.image, former.tiles);
  const [before] = await scoreWith(lab, former.weights, examples, own, fresh, [former.secondAnswer === true]);
  return (example) => {
    const score = before!.get(example);
    return { base: base!.get(example)!.dice, ...(score === undefined ? {} : { former: score.dice }) };
  };
}

/** Steps of a part of a training, at least one. */
function stepsTo(part: number, { steps }: TeachSettings): number {
  return Math.max(1, Math.round(part * steps));
}

function see(model: SamUnet, image: RgbImage, tiles: number): Promise<Seen[]> {
  return seeTiles((region) => model.encode(image, region), image, tiles);
}

function diceOf(scores: ReadonlyMap<number, Scored>): number {
  return mean([...scores.values()].map(({ dice }) => dice));
}
