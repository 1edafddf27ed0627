import type { Size } from '../geometry/rect';
import type { Mask } from '../mask/mask';
import { cellMeans } from '../model/cellMeans';
import { logitGrid } from '../model/config';
import type { SamUnet } from '../model/samUnet';
import type { EncodeRegion } from '../model/segment';
import type { ImageTransform } from '../model/transform';
import { tilesOf } from './tiles';

/** What the decoder is trained on for one region of one image: what the encoder says of it, and the mask. */
export interface Sample {
  /** C·T·T. */
  readonly embedding: Float32Array;
  /** m·G·G. */
  readonly feature: Float32Array;
  /** Right and lower edge of the region in model pixels; the left upper corner is the origin. */
  readonly extent: readonly [number, number];
  /** 2G·2G: the part of each cell that the mask covers. */
  readonly target: Float32Array;
}

/** One region that the encoder has seen, with what the decoder needs to answer about it. */
export interface Seen extends Omit<Sample, 'target'> {
  readonly transform: ImageTransform;
}

/**
 * Encodes the tiles of an image.
 *
 * @param encode gives the embedding of a region of the image; of the whole image without one
 */
export async function seeTiles(encode: EncodeRegion, image: Size, grid: number): Promise<Seen[]> {
  const seen: Seen[] = [];
  for (const region of grid === 1 ? [undefined] : tilesOf(image, grid)) {
    const { imageEmbeddings, multiScaleFeature, transform } = await encode(region);
    const { x1, y1 } = transform.rectToModel(transform.region);
    seen.push({
      embedding: imageEmbeddings.data,
      feature: multiScaleFeature.data,
      extent: [x1, y1],
      transform,
    });
  }
  return seen;
}

/** Tiles with what the decoder is to find in them. */
export function withTargets(model: SamUnet, seen: readonly Seen[], mask: Mask): Sample[] {
  const grid = 2 * logitGrid(model.card.architecture);
  return seen.map(({ transform, ...rest }) => ({ ...rest, target: cellMeans(mask, transform, grid) }));
}
