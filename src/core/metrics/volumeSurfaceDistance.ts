import { squaredDistancesInVolume } from '../mask/distanceTransform';
import { MaskVolume } from '../mask/maskVolume';
import { boundsOfVolume, partOfVolume, unionOf } from '../mask/volumePart';
import { nearness, type SurfaceDistance } from './surfaceDistance';

/** As {@link SurfaceOptions}, in three dimensions. */
export interface VolumeSurfaceOptions {
  /** In the unit of the spacing; a distance equal to it is within. */
  readonly tolerance: number;
  /** Size of a voxel [across, down, through]; 1, so that distances are in voxels, when left out. */
  readonly spacing?: readonly [number, number, number];
}

/**
 * Compares the surfaces of two masks of a volume, as `surfaceDistance` does those of one slice: the surface is made of the object
 * voxels that touch the background or the border of the volume with a face.
 */
export function volumeSurfaceDistance(
  predicted: MaskVolume,
  reference: MaskVolume,
  { tolerance, spacing = [1, 1, 1] }: VolumeSurfaceOptions,
): SurfaceDistance {
  const [own, other] = [boundsOfVolume(predicted), boundsOfVolume(reference)];
  if (own === undefined && other === undefined) return { nsd: 1, hd95: 0 };
  if (own === undefined || other === undefined) {
    const { width, height, slices } = reference;
    return { nsd: 0, hd95: Math.hypot(width * spacing[0], height * spacing[1], slices * spacing[2]) };
  }
  const both = unionOf(own, other);
  const [a, b] = [surface(partOfVolume(predicted, both)), surface(partOfVolume(reference, both))];
  const there = distances(a, squaredDistancesInVolume(b, spacing));
  const back = distances(b, squaredDistancesInVolume(a, spacing));
  return nearness(there, back, tolerance);
}

/** The object voxels with a face on the background, or on the border of the volume. */
function surface({ width, height, slices, data }: MaskVolume): MaskVolume {
  const out = new MaskVolume({ width, height }, slices);
  const area = width * height;
  for (let at = data.indexOf(1); at >= 0; at = data.indexOf(1, at + 1)) {
    const x = at % width;
    const y = Math.floor(at / width) % height;
    const inner =
      x > 0 &&
      data[at - 1] === 1 &&
      x + 1 < width &&
      data[at + 1] === 1 &&
      y > 0 &&
      data[at - width] === 1 &&
      y + 1 < height &&
      data[at + width] === 1 &&
      data[at - area] === 1 &&
      data[at + area] === 1;
    if (!inner) out.data[at] = 1;
  }
  return out;
}

function distances({ data }: MaskVolume, squared: Float64Array): number[] {
  const found: number[] = [];
  for (let at = data.indexOf(1); at >= 0; at = data.indexOf(1, at + 1)) found.push(Math.sqrt(squared[at]!));
  return found;
}
