import { loose } from '../evaluation/protocols/loose';
import { point } from '../evaluation/protocols/point';
import type { Rect } from '../geometry/rect';
import type { RgbImage } from '../image/rgbImage';
import { largestComponent } from '../mask/components';
import { overlap } from '../metrics/overlap';
import { encodeModel } from '../model/onnx/model';
import type { Embedding, SamUnet } from '../model/samUnet';
import { segment, type EncodeRegion } from '../model/segment';
import { mean } from '../statistics/mean';
import { seededRandom } from '../statistics/random';
import { replaceWeights, type Weights } from './decoderBase';
import type { Lab, TeachExample } from './lab';
import type { PromptScores } from './promptScores';

/** The prompts that a label's own decoder may answer, as evaluations draw them. */
const protocols = { box: loose, point };

/**
 * Prompts for the largest object of each held-out example, answered by the base model and by the label's decoder.
 *
 * @param folds held-out examples by their indices, with the weights that have not learnt from them
 */
export async function scorePrompts(
  { model, base, load }: Lab,
  examples: readonly TeachExample[],
  folds: readonly { readonly examples: readonly number[]; readonly weights: Weights }[],
  seed: string,
): Promise<PromptScores> {
  const kinds = (['box', 'point'] as const).filter((kind) => model.card.prompts[kind]);
  const scores = kinds.map((kind) => ({ kind, base: [] as number[], taught: [] as number[] }));
  for (const { examples: held, weights } of folds) {
    const decoder = await load(encodeModel(replaceWeights(base, weights)));
    try {
      const taught = model.withDecoder(decoder);
      for (const i of held) {
        const { image, mask } = examples[i]!;
        const object = largestComponent(mask);
        if (object === undefined) continue;
        const encode = encodeOnce(model, image);
        for (const { kind, ...dice } of scores) {
          const random = seededRandom(`${kind} ${seed} ${String(i)}`);
          const { prompt } = protocols[kind].open({ image, reference: mask, object, random });
          for (const [who, asked] of [['base', model] as const, ['taught', taught] as const]) {
            const [answer] = await segment(asked, encode, image, [prompt], 'final');
            dice[who].push(overlap(answer!.mask, object.mask).dice);
          }
        }
      }
    } finally {
      await decoder.dispose();
    }
  }
  return Object.fromEntries(
    scores
      .filter(({ base }) => base.length > 0)
      .map(({ kind, ...dice }) => [kind, { base: mean(dice.base), taught: mean(dice.taught) }]),
  );
}

/** The regions of one image, each encoded at its first use. */
function encodeOnce(model: SamUnet, image: RgbImage): EncodeRegion {
  const known = new Map<string, Promise<Embedding>>();
  return (region?: Rect) => {
    const key = JSON.stringify(region ?? null);
    const embedding = known.get(key) ?? model.encode(image, region);
    known.set(key, embedding);
    return embedding;
  };
}
