import type { Size } from '../geometry/rect';
import { mean } from '../statistics/mean';
import type { Mask } from '../mask/mask';
import { logitGrid, tokenGrid } from '../model/config';
import type { SamUnet } from '../model/samUnet';
import type { Seen } from './sample';
import { mergeTiles } from './tiles';

/** What a decoder finds in an image without being told where. */
export interface TaughtAnswer {
  readonly mask: Mask;
  /** Estimated Dice coefficient of the mask, where the model has such a head: the mean over the tiles. */
  readonly quality?: number;
}

/**
 * Asks a decoder about all tiles of an image, each with a box over the whole of it.
 *
 * @param model with the decoder to ask
 * @param seen the image's tiles
 */
export async function answerTiles(model: SamUnet, image: Size, seen: readonly Seen[]): Promise<TaughtAnswer> {
  const { promptWidth, maskChannels } = model.card.architecture;
  const tokens = tokenGrid(model.card.architecture);
  const grid = logitGrid(model.card.architecture);
  const answers = [];
  const qualities: number[] = [];
  for (const { embedding, feature, extent, transform } of seen) {
    const [decoded] = await model.decode(
      {
        image,
        transform,
        imageEmbeddings: { dims: [1, promptWidth, tokens, tokens], data: embedding },
        multiScaleFeature: { dims: [1, maskChannels, grid, grid], data: feature },
      },
      [{ box: { x0: 0, y0: 0, x1: extent[0], y1: extent[1] }, points: [] }],
    );
    answers.push({ logits: decoded!.logits, transform });
    if (decoded!.quality !== undefined) qualities.push(decoded!.quality);
  }
  const mask = mergeTiles(image, answers);
  return { mask, ...(qualities.length === 0 ? {} : { quality: mean(qualities) }) };
}
