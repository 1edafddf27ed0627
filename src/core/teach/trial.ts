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

/**
 * Learns with one number of tiles and measures on what is held out.
 *
 * @param best of fewer tiles; the trial is given up as soon as what it has held out so far was answered no better
 * @returns undefined where it was given up
 */
export async function tryTiles(
  school: School,
  examples: readonly TeachExample[],
  tiles: number,
  folds: readonly Fold[],
  {
    best,
    onProgress,
  }: { readonly best: Trial | undefined; readonly onProgress: NonNullable<TeachHooks['onProgress']> },
): Promise<Trial | undefined> {
  const { lab, settings, hooks } = school;
  const { imageSize } = lab.model.card.architecture;
  const encoded = 0.25;
  const samples: Sample[][] = [];
  const seen: Seen[][] = [];
  /** Encodes what a fold needs and no fold before has needed. */
  const encode = async ({ train: teaching, test }: Fold): Promise<void> => {
    for (const i of teaching) {
      if (samples[i] !== undefined) continue;
      throwIfCancelled(hooks.token);
      const random = seededRandom(`copies ${settings.seed} ${String(i)}`);
      const small = shrink(examples[i]!, 1.5 * tiles * imageSize);
      samples[i] = await samplesOf(lab.model, small, tiles, examples.length, random);
      report();
    }
    // Held-out examples are answered as images are later: at their own size.
    for (const i of test) seen[i] ??= await see(lab.model, examples[i]!.image, tiles);
  };

  const looks = settings.secondAnswer ? [false, true] : [false];
  const scores: readonly Scores[] = checkpoints.map(() => looks.map(() => new Map<number, Scored>()));
  const weights: Weights[][] = folds.map(() => []);
  let learnt = 0;
  const report = (dice?: number): void => {
    const ready = samples.filter((each) => each !== undefined).length / examples.length;
    const done = encoded * ready + ((1 - encoded) * learnt) / folds.length;
    if (dice === undefined) onProgress(done);
    else
      onProgress(
        done,
        dice,
        scores.filter(([first]) => first!.size > 0).map((all) => better(all).dice),
      );
  };
  for (const [k, fold] of folds.entries()) {
    const { train: teaching, test } = fold;
    await encode(fold);
    const own = teaching.flatMap((i) => samples[i]!);
    await train(school, own, `fold ${String(k)} ${String(tiles)}`, {
      until: settings.steps,
      onStep: (step) => {
        learnt = k + step / settings.steps;
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
    if (best !== undefined && k < folds.length - 1 && !isAhead(scores, best)) return undefined;
  }
  const means = scores.map((all) => better(all).dice);
  const checkpoint = means.indexOf(Math.max(...means));
  return {
    ...{ tiles, seen, samples, checkpoint, curve: means },
    ...better(scores[checkpoint]!),
    weights: weights.map((ofFold) => ofFold[checkpoint]!),
  };
}

/** Whether the best checkpoint answers the examples that were held out so far better than another trial did. */
function isAhead(scores: readonly Scores[], other: Trial): boolean {
  const reached = Math.max(...scores.map((all) => better(all).dice));
  const same = new Map([...scores[0]![0]!.keys()].map((example) => [example, other.answers.get(example)!]));
  return reached > diceOf(same);
}

/** Whether second answers are to be asked for, and what that gives. */
function better([first, second]: Scores): Pick<Trial, 'dice' | 'answers' | 'secondAnswer'> {
  const dice = diceOf(first!);
  if (second !== undefined && diceOf(second) > dice + leastSecondGain)
    return { dice: diceOf(second), answers: second, secondAnswer: true };
  return { dice, answers: first!, secondAnswer: false };
}
