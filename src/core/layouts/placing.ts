import { UserError } from '../base/error';
import { voxelMap } from '../geometry/voxelMap';
import type { Vector3 } from '../geometry/volumeGeometry';
import type { ImageInfo } from '../image/medicalImage';
import { t } from '../text/message';

/**
 * Where voxels of another file lie in an image: by their places in the patient, or by their numbers where one of the two has none.
 * @returns whole indices, also outside of the image
 * @throws UserError `damaged` where they lie on none of its voxels
 */
export function placing(file: ImageInfo, image: ImageInfo): (index: Vector3) => Vector3 {
  if (file.geometry !== undefined && image.geometry !== undefined) {
    const place = voxelMap(file.geometry, [file.width, file.height, file.slices], image.geometry);
    if (place !== undefined) return place;
    throw new UserError('damaged', {
      problem: t`Its voxels do not lie where those of the image do.`,
      advice: t`Export it again with the image as its reference geometry.`,
    });
  }
  if (file.width === image.width && file.height === image.height && file.slices === image.slices) return (at) => at;
  throw new UserError('damaged', {
    problem: t`It has ${file.width} × ${file.height} × ${file.slices} voxels, its image ${image.width} × ${image.height} × ${image.slices}.`,
    advice: t`Export it again with the image as its reference geometry.`,
  });
}
