import { rectHeight, rectWidth } from '../geometry/rect';
import { decodePart } from '../mask/part';
import { boundsOf, type RunLengthMask } from '../mask/runLength';
import { MaskVolume } from '../mask/maskVolume';
import { unionOf, type Cuboid } from '../mask/volumePart';

/** A mask on a slice. */
export interface DrawnMask {
  readonly slice: number;
  readonly mask: RunLengthMask;
}

/** What several readers have drawn of one label in one volume, cut to the cuboid around all of it. */
export interface LabelMasks {
  readonly cuboid: Cuboid;
  /** One for each reader. Masks of one reader on one slice are joined. */
  readonly masks: readonly MaskVolume[];
}

/** @returns undefined where nobody has drawn a pixel */
export function labelMasks(readings: readonly (readonly DrawnMask[])[]): LabelMasks | undefined {
  let cuboid: Cuboid | undefined;
  for (const { slice, mask } of readings.flat()) {
    const bounds = boundsOf(mask);
    if (bounds !== undefined) cuboid = unionOf(cuboid, { ...bounds, z0: slice, z1: slice + 1 });
  }
  return cuboid && { cuboid, masks: readings.map((drawn) => volumeOf(drawn, cuboid)) };
}

function volumeOf(drawn: readonly DrawnMask[], cuboid: Cuboid): MaskVolume {
  const size = { width: rectWidth(cuboid), height: rectHeight(cuboid) };
  const volume = new MaskVolume(size, cuboid.z1 - cuboid.z0);
  for (const { slice, mask } of drawn) {
    if (slice < cuboid.z0 || slice >= cuboid.z1) continue;
    const { data } = volume.slice(slice - cuboid.z0);
    for (const [at, value] of decodePart(mask, cuboid).data.entries()) data[at]! |= value;
  }
  return volume;
}
