import type { Size } from '../../../geometry/rect';
import { MaskVolume } from '../../maskVolume';
import { decodePart, encodePart } from '../../part';
import { boundsOf, type RunLengthMask } from '../../runLength';
import { unionOf, type Cuboid } from '../../volumePart';
import { fillHollows, keepLargestPart, removeSmallParts } from './parts';
import { smoothingReach, smoothVolume, type VoxelSize } from './smooth';

/** A clean-up of the masks of a volume in three dimensions, as data. */
export type VolumeCleanUp =
  | { readonly kind: 'fillHoles' | 'keepLargest' }
  | { readonly kind: 'removeIslands'; /** Voxels. */ readonly least: number }
  | { readonly kind: 'smooth'; readonly distance: number; readonly size: VoxelSize };

/** A mask on a slice of a volume, of the size of the slice. */
export interface SliceMask {
  readonly slice: number;
  readonly mask: RunLengthMask;
}

/**
 * Cleans up an object in three dimensions. Only the part of the volume around it is held in memory.
 * @param masks of the object; several of one slice are taken together
 * @returns the masks of the slices that hold something afterwards, in order
 */
export function cleanUpVolume(
  masks: readonly SliceMask[],
  volume: Size & { readonly slices: number },
  operation: VolumeCleanUp,
): SliceMask[] {
  const around = cuboidAround(masks, volume, operation);
  if (around === undefined) return [];
  const part = new MaskVolume({ width: around.x1 - around.x0, height: around.y1 - around.y0 }, around.z1 - around.z0);
  // An empty mask may lie outside.
  const within = masks.filter(({ slice }) => slice >= around.z0 && slice < around.z1);
  for (const { slice, mask } of within) {
    const own = part.slice(slice - around.z0);
    for (const [at, value] of decodePart(mask, around).data.entries()) if (value === 1) own.data[at] = 1;
  }
  const cleaned = cleaningOf(part, operation);
  return Array.from({ length: part.slices }, (_, index) => index).flatMap((index) => {
    const own = cleaned.slice(index);
    if (!own.data.includes(1)) return [];
    return [{ slice: index + around.z0, mask: encodePart(own, around, [volume.width, volume.height]) }];
  });
}

function cleaningOf(volume: MaskVolume, operation: VolumeCleanUp): MaskVolume {
  switch (operation.kind) {
    case 'fillHoles':
      return fillHollows(volume);
    case 'keepLargest':
      return keepLargestPart(volume);
    case 'removeIslands':
      return removeSmallParts(volume, operation.least);
    case 'smooth':
      return smoothVolume(volume, operation.distance, operation.size);
  }
}

/** The part of a volume that an operation needs or may fill; undefined for an empty object. */
function cuboidAround(
  masks: readonly SliceMask[],
  { width, height, slices }: Size & { readonly slices: number },
  operation: VolumeCleanUp,
): Cuboid | undefined {
  let object: Cuboid | undefined;
  for (const { slice, mask } of masks) {
    const bounds = boundsOf(mask);
    if (bounds !== undefined) object = unionOf(object, { ...bounds, z0: slice, z1: slice + 1 });
  }
  if (object === undefined) return undefined;
  const [x, y, z] = operation.kind === 'smooth' ? smoothingReach(operation.distance, operation.size) : [1, 1, 1];
  return {
    x0: Math.max(0, object.x0 - x),
    y0: Math.max(0, object.y0 - y),
    z0: Math.max(0, object.z0 - z),
    x1: Math.min(width, object.x1 + x),
    y1: Math.min(height, object.y1 + y),
    z1: Math.min(slices, object.z1 + z),
  };
}
