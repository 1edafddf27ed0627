import { samePlacement } from '../../core/formats/nifti/placement';
import { sameGeometry } from '../../core/geometry/volumeGeometry';
import { problem, type Problem } from '../../core/lint/problem';
import { t } from '../../core/text/message';
import { openImage, type OpenedImage } from '../image/openImage';

/**
 * Whether a picture or volume of masks has the size of its image and lies in the same place, by their headers.
 * @param name of the mask file, relative to the folder
 * @param exact whether the place must be the same to the bit, as nnU-Net requires
 * @throws UserError as {@link openImage}
 */
export async function checkGrid(
  file: string,
  name: string,
  image: OpenedImage,
  exact: boolean,
): Promise<Problem | undefined> {
  const map = await openImage(file, { series: 'single' });
  map.dispose();
  const [a, b] = [image.info, map.info];
  const isOfSlice = image.instances !== undefined && b.slices === 1;
  if (a.width !== b.width || a.height !== b.height || (a.slices !== b.slices && !isOfSlice)) {
    const [size, own] = [b, a].map((info) => `${info.width} × ${info.height} × ${info.slices}`);
    return problem(name, 'size-mismatch', t`The mask has ${size!} pixels, but its image ${image.path} has ${own!}.`);
  }
  if (isOfSlice) return undefined;
  const differs =
    (exact && image.niftiHeader && map.niftiHeader && !samePlacement(image.niftiHeader, map.niftiHeader)) === true ||
    (a.geometry && b.geometry && !sameGeometry(a.geometry, b.geometry, [a.width, a.height, a.slices])) === true;
  return differs
    ? problem(name, 'geometry-mismatch', t`The headers of the mask and of its image place the voxels differently.`)
    : undefined;
}
