import type { RgbImage } from '../image/rgbImage';
import { overlap } from '../metrics/overlap';
import { encodeModel } from '../model/onnx/model';
import type { SamUnet } from '../model/samUnet';
import { mean } from '../statistics/mean';
import { answerTiles } from './answer';
import { replaceWeights, type Weights } from './decoderBase';
import type { HeldOut, Lab, TeachExample } from './lab';
import { seeTiles, type Seen } from './sample';
import { askAgain } from './secondAnswer';

/** How a held-out example was answered. */
export interface Scored {
  readonly dice: number;
  readonly quality?: number;
}

/** Of one checkpoint, by example: of first answers and, where they may be asked for, of second ones. */
export type Scores = readonly Map<number, Scored>[];

/** Dice of held-out examples by a decoder with the given weights, for each of the looks: first or second answers. */
export async function scoreWith(
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

/**
 * What was there before, on what was held out: the base model from the same prompt, and the label as it was.
 *
 * @param held indices of the examples
 * @param trial the examples as they were seen, by index, and in how many tiles along a side
 */
export async function scoreEarlier(
  lab: Lab,
  examples: readonly TeachExample[],
  held: readonly number[],
  { seen, tiles }: { readonly seen: readonly (readonly Seen[])[]; readonly tiles: number },
): Promise<(example: number) => Pick<HeldOut, 'base' | 'former'>> {
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

/** An image in tiles, as the model sees it. */
export function see(model: SamUnet, image: RgbImage, tiles: number): Promise<Seen[]> {
  return seeTiles((region) => model.encode(image, region), image, tiles);
}

/** The mean. */
export function diceOf(scores: ReadonlyMap<number, Scored>): number {
  return mean([...scores.values()].map(({ dice }) => dice));
}
