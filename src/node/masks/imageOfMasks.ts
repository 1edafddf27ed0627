import type { OpenedImage } from '../image/openImage';
import type { ImageOfMasks } from './maskStore';

/** What the mask store has to know of an opened image. */
export function imageOfMasks({ path, info, niftiHeader, instances }: OpenedImage): ImageOfMasks {
  const { width, height, slices, volumes, geometry } = info;
  return {
    path,
    width,
    height,
    slices,
    ...(volumes === undefined ? {} : { volumes }),
    ...(geometry === undefined ? {} : { geometry }),
    ...(instances === undefined ? {} : { instances }),
    ...(niftiHeader === undefined ? {} : { niftiHeader }),
  };
}
