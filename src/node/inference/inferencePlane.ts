import { rectOf } from '../../core/geometry/rect';
import { SquarePicture } from '../../core/model/squarePicture';
import { volumeOf, type PlanePlace } from '../../core/image/slicePlace';
import { toRgb } from '../../core/image/toRgb';
import { plainWindow, type Window } from '../../core/image/window';
import { resizeRegion } from '../../core/model/resize';
import type { InferenceImage } from '../../core/protocol/inferenceApi';
import { planePixel } from '../../core/view/plane';
import type { OpenedImage } from '../image/openImage';
import type { VolumePlanes } from '../image/volumePlanes';

/** A plane across the slices as the model is to see it. */
export interface InferencePlane {
  readonly image: InferenceImage;
  readonly picture: SquarePicture;
}

/**
 * Cuts a plane from a volume for the model, with square pixels.
 * @throws UserError that names the file
 */
export async function readInferencePlane(
  image: OpenedImage,
  planes: VolumePlanes,
  place: PlanePlace,
  window: Window | null,
): Promise<InferencePlane> {
  const { normal, index } = place;
  const plane = await planes.read({ normal, index, volume: volumeOf(place) });
  const picture = new SquarePicture(plane, planePixel(image.info, normal));
  const key = JSON.stringify([image.contentHash, normal, index, volumeOf(place), plainWindow(window)]);
  return { image: { key, ...resizeRegion(toRgb(plane, window), rectOf(plane), picture.size) }, picture };
}
