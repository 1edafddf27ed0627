import { encodeModel } from '../model/onnx/model';
import { seededRandom } from '../statistics/random';
import { packWeights } from './decoderBase';
import type { Lab, Learnt, School, TeachExample, TeachHooks } from './lab';
import { scoreEarlier } from './scoring';
import { scorePrompts } from './scorePrompts';
import { checkpoints, schedule, type TeachSettings } from './settings';
import { split } from './split';
import { stepsTo, train } from './training';
import { trainingGraph } from './trainingGraph';
import { tryTiles, type Trial } from './trial';

/** Whole images that are found this well are not tried in tiles. */
const goodEnough = 0.85;
/** Tiles have to gain this much. */
const leastGain = 0.01;
/** Part of the progress that learning with one number of tiles takes, as long as more may follow. */
const trialShare = 0.45;

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
      const onProgress: typeof hooks.onProgress = (done, ...measured) => {
        hooks.onProgress?.(begun + share * done, ...measured);
      };
      const trial = await tryTiles(school, examples, tiles, folds, { best, onProgress });
      begun += share;
      if (trial === undefined || (best !== undefined && trial.dice <= best.dice + leastGain)) break;
      best = trial;
      if (best.dice >= goodEnough) break;
    }
    const { tiles, secondAnswer, samples, checkpoint, answers, dice, curve } = best!;
    const steps = stepsTo(checkpoints[checkpoint]!, settings);
    const weights =
      folds.length === 1
        ? best!.weights[0]!
        : await train(school, samples.flat(), `all ${String(tiles)}`, {
            until: steps,
            onStep: (step) => {
              hooks.onProgress?.(begun + ((1 - begun) * step) / steps, dice, curve);
            },
          });
    const earlier = await scoreEarlier(lab, examples, [...answers.keys()], best!);
    const held = folds.map(({ test }, k) => ({ examples: test, weights: best!.weights[k]! }));
    const prompts = await scorePrompts(lab, examples, held, settings.seed);
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
      prompts,
    };
  } finally {
    await session.dispose();
  }
}

/** Whether tiles show more than the whole image does. */
function isWorthTiles({ width, height }: { width: number; height: number }, modelSize: number, tiles: number): boolean {
  return Math.max(width, height) > (modelSize * (tiles + 1)) / 4;
}
