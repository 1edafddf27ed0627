import type { Rect } from '../../core/geometry/rect';
import type { RgbImage } from '../../core/image/rgbImage';
import { resizeRegion } from '../../core/model/resize';
import { regionAround } from '../../core/model/segment';
import { ImageTransform } from '../../core/model/transform';
import type { ModelInput } from '../../core/protocol/hostApi';
import { readModelCard } from '../model/modelFolder';

/**
 * The pixels that a model's encoder gets of a slice.
 * @param modelDir folder of the model
 * @param box of an object whose zoom-in region is requested; null, and models without one, give the whole slice
 * @throws UserError `not-found`, `unreadable` or `bad-model`
 */
export async function modelInput(slice: RgbImage, modelDir: string, box: Rect | null): Promise<ModelInput> {
  const { architecture, zoom = 1 } = await readModelCard(modelDir);
  const closer = box === null || zoom <= 1 ? undefined : regionAround(box, zoom, slice);
  const { region, resized, modelSize } = new ImageTransform(slice, architecture.imageSize, closer);
  return { region, image: resizeRegion(slice, region, resized), modelSize };
}
