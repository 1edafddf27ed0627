import { volumesOf } from '../../core/image/medicalImage';
import { volumeOf } from '../../core/image/slicePlace';
import type { Sidecar, SidecarObject } from '../../core/sidecar/sidecar';
import type { ImageOfMasks } from './imageOfMasks';

/** A mask file that a sidecar names. */
export interface MaskFile {
  readonly path: string;
  /** As the sidecar names it: relative to the folder of the image. */
  readonly name: string;
  /** Bytes of memory that {@link holds} takes: what is inflated, unpacked and drawn. */
  readonly memory: number;
  /** Whether a file holds what the sidecar says. @throws UserError when it is damaged */
  holds(bytes: Uint8Array): boolean;
  /**
   * @param image as far as the sidecar does not describe it: where its voxels lie, or its files
   * @throws UserError where the format cannot hold the masks of this image, or its files cannot be read
   */
  bytes(image: ImageOfMasks): Uint8Array | Promise<Uint8Array>;
}

/** Whether an object is in the mask files. */
export function isKept({ status }: Pick<SidecarObject, 'status'>): boolean {
  return status !== 'rejected';
}

/** Volumes of an image's label map: all of them, once a mask lies in another than the first. */
export function labelledVolumes({ image, objects }: Pick<Sidecar, 'image' | 'objects'>): number {
  return objects.some((object) => isKept(object) && volumeOf(object) > 0) ? volumesOf(image) : 1;
}
