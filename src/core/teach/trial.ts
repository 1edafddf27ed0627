import { throwIfCancelled } from '../base/cancellation';
import { seededRandom } from '../statistics/random';
import type { Weights } from './decoderBase';
import { shrink } from './example';
import type { School, TeachExample, TeachHooks } from './lab';
import type { Sample, Seen } from './sample';
import { diceOf, scoreWith, see, type Scored, type Scores } from './scoring';
import { checkpoints } from './settings';
import type { Fold } from './split';
import { samplesOf, train } from './training';

/** Second answers have to gain this much. */
const leastSecondGain = 0.005;

/** What was learnt with one number of tiles. */
export interface Trial {
  readonly tiles: number;
  readonly seen: readonly (readonly Seen[])[];
  readonly samples: readonly (readonly Sample[])[];
  readonly secondAnswer: boolean;
  /** Of the best checkpoint. */
  readonly dice: number;
  readonly checkpoint: number;
  /** Of every checkpoint. */
  readonly curve: readonly number[];
  readonly answers: ReadonlyMap<number, Scored>;
  /** Of each fold at that checkpoint. */
  readonly weights: readonly Weights[];
}

/** Learns with one number of tiles and measures on what is held out. */
export async function tryTiles(
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
  const weights: Weights[][] = folds.map(() => []);
  for (const [k, { train: teaching, test }] of folds.entries()) {
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
      onCheckpoint: async (checkpoint, reachedWeights) => {
        weights[k]!.push(reachedWeights);
        const all = scores[checkpoint]!;
        for (const [which, look] of (await scoreWith(lab, reachedWeights, examples, seen, test, looks)).entries()) {
          for (const [i, score] of look) all[which]!.set(i, score);
        }
        report(better(all).dice);
      },
    });
  }
  const means = scores.map((all) => better(all).dice);
  const checkpoint = means.indexOf(Math.max(...means));
  return {
    ...{ tiles, seen, samples, checkpoint, curve: means },
    ...better(scores[checkpoint]!),
    weights: weights.map((ofFold) => ofFold[checkpoint]!),
  };
}

/** Whether second answers are to be asked for, and what that gives. */
function better([first, second]: Scores): Pick<Trial, 'dice' | 'answers' | 'secondAnswer'> {
  const dice = diceOf(first!);
  if (second !== undefined && diceOf(second) > dice + leastSecondGain)
    return { dice: diceOf(second), answers: second, secondAnswer: true };
  return { dice, answers: first!, secondAnswer: false };
}
