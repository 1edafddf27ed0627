import { volumeOf, type SlicePlace } from '../../core/image/slicePlace';
import type { RgbImage } from '../../core/image/rgbImage';
import { toRgb } from '../../core/image/toRgb';
import type { Window } from '../../core/image/window';
import type { OpenedImage } from '../image/openImage';
import { readOverview } from '../image/readPart';
import { VolumeWindows } from '../image/volumeWindows';
import { readInferenceSlice } from './inferenceSlice';

/**
 * A slice as it is shown; of a large image the overview, which has fewer pixels.
 * @param window its own default when left out
 * @throws UserError that names the file
 */
export async function shownSlice(image: OpenedImage, at: SlicePlace, window?: Window | null): Promise<RgbImage> {
  if (image.readRegion === undefined) return (await readInferenceSlice(image, at, window)).image;
  const overview = await readOverview(image, at);
  const shown = window === undefined ? await new VolumeWindows(image).ofSlice(overview, volumeOf(at)) : window;
  return toRgb(overview, shown);
}
