import type { Rect } from '../../core/geometry/rect';
import { numberOf, type SlicePlace } from '../../core/image/slicePlace';
import { toRgb } from '../../core/image/toRgb';
import { plainWindow, type Window } from '../../core/image/window';
import type { RegionPicture } from '../../core/model/regionPicture';
import type { InferenceImage } from '../../core/protocol/inferenceApi';
import type { OpenedImage } from '../image/openImage';
import { readPart } from '../image/readPart';

/** A part of a large image as the model is to see it. */
export interface InferenceRegion {
  readonly image: InferenceImage;
  readonly picture: RegionPicture;
}

/** Longest side of a picture, in pixels: no model looks more closely. */
export const longestSide = 1024;

/**
 * Reads a part of a large image for the model, at the level that it needs.
 * @param region of whole pixels inside the image
 * @param side pixels that the longest side of the picture has at least, where the image has them
 * @throws UserError that names the file
 */
export async function readInferenceRegion(
  image: Pick<OpenedImage, 'info' | 'contentHash' | 'readRegion'>,
  at: SlicePlace,
  window: Window | null,
  region: Rect,
  side = longestSide,
): Promise<InferenceRegion> {
  const { slice, picture, place } = await readPart(image, at, region, side);
  const key = JSON.stringify([image.contentHash, numberOf(at, image.info.slices), place, plainWindow(window)]);
  return { image: { key, ...toRgb(slice, window), frame: picture.frame }, picture };
}
