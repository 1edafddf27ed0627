import { maskName } from '../../sidecar/names';

const mapSuffix = /\.mask\.(png|nii\.gz)$/;

/** Path of the label map of an image. */
export function mapPath(imagePath: string, slices: number): string {
  return maskName(imagePath, slices);
}

/** Path of the image that a label map lies beside; undefined for every other file. */
export function imageOfMap(path: string): string | undefined {
  const image = path.replace(mapSuffix, '');
  return image === path || image === '' || image.endsWith('/') ? undefined : image;
}
