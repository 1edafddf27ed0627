import type { Size } from '../../core/geometry/rect';
import type { VolumeGeometry } from '../../core/geometry/volumeGeometry';
import type { OpenedImage } from '../image/openImage';

/** The image that masks belong to. */
export interface ImageOfMasks extends Size {
  readonly path: string;
  /** Slices of one volume. */
  readonly slices: number;
  /** One when left out. */
  readonly volumes?: number;
  readonly geometry?: VolumeGeometry;
  /** Of a NumPy archive with several arrays, the one that is the image. */
  readonly array?: string;
  /** For a DICOM series, the identifiers of its slices, in order, volume after volume. */
  readonly instances?: readonly string[];
  /** For DICOM, the files of its slices, in order, volume after volume, for masks that refer to them. */
  readonly sources?: readonly string[];
  /** NIfTI-1 header of the image, so that the mask volume lies in the very same frame. */
  readonly niftiHeader?: Uint8Array;
}

/** What the mask store has to know of an opened image. */
export function imageOfMasks({ path, info, niftiHeader, instances, sources }: OpenedImage): ImageOfMasks {
  const { width, height, slices, volumes, geometry, arrays } = info;
  return {
    path,
    width,
    height,
    slices,
    ...(volumes === undefined ? {} : { volumes }),
    ...(geometry === undefined ? {} : { geometry }),
    ...(arrays === undefined ? {} : { array: arrays.shown }),
    ...(instances === undefined ? {} : { instances }),
    ...(sources === undefined ? {} : { sources }),
    ...(niftiHeader === undefined ? {} : { niftiHeader }),
  };
}
