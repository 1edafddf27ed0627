import { UserError, userErrorOf } from '../../core/base/error';
import { voxelMap } from '../../core/geometry/voxelMap';
import type { Vector3 } from '../../core/geometry/volumeGeometry';
import type { ImageInfo, MedicalImage } from '../../core/image/medicalImage';
import { probabilities, refuseGraded } from '../../core/layouts/graded';
import { labelValuesIn } from '../../core/mask/labelMap';
import { MaskVolume } from '../../core/mask/maskVolume';
import { t } from '../../core/text/message';
import { openImage } from '../image/openImage';

/** The objects of a label map, on the grid of its image. */
export interface References {
  /** Values above 0, in ascending order. */
  readonly values: readonly number[];
  readonly maskOf: (value: number) => MaskVolume;
}

/** The largest value of a label. */
const mostValue = 65_535;

/** Reads a label map of a volume, see {@link referencesIn}. @throws UserError that names the file; also what opening it throws */
export async function readReferences(file: string, info: ImageInfo): Promise<References> {
  try {
    const map = await openImage(file, { series: 'single' });
    try {
      return await referencesIn(map, info);
    } finally {
      map.dispose();
    }
  } catch (error) {
    throw userErrorOf(error, file);
  }
}

/**
 * The objects of a label map. Where map and image say how their voxels lie in the patient, the map may have its axes in another
 * order or direction.
 * @param info of the image
 * @throws UserError `damaged` when the voxels are not those of the image, `unsupported-encoding` for values that are no labels,
 * such as probabilities
 */
export async function referencesIn(map: MedicalImage, info: ImageInfo): Promise<References> {
  const size: Vector3 = [map.info.width, map.info.height, map.info.slices];
  const own: Vector3 = [info.width, info.height, info.slices];
  const placed = placing(map.info, size, info, own);
  const values = new Uint16Array(own[0] * own[1] * own[2]);
  for (let k = 0; k < size[2]; k++) {
    const { data, channels } = await map.readSlice(k);
    for (let at = 0; at < size[0] * size[1]; at++) {
      const value = data[at * channels]!;
      if (value === 0) continue;
      if (value > 0 && value < 1) throw probabilities(value);
      if (!Number.isInteger(value) || value < 0 || value > mostValue) throw notALabel(value);
      const [x, y, z] = placed([at % size[0], Math.floor(at / size[0]), k]);
      const isInside = x >= 0 && y >= 0 && z >= 0 && x < own[0] && y < own[1] && z < own[2];
      if (isInside) values[(z * own[1] + y) * own[0] + x] = value;
    }
  }
  refuseGraded(info, values);
  return {
    values: labelValuesIn(values),
    maskOf: (value) =>
      new MaskVolume(
        info,
        info.slices,
        Uint8Array.from(values, (each) => Number(each === value)),
      ),
  };
}

/** Which voxel of the image a voxel of the map is. @throws UserError `damaged` */
function placing(
  { geometry }: ImageInfo,
  size: Vector3,
  { geometry: grid }: ImageInfo,
  own: Vector3,
): (index: Vector3) => Vector3 {
  if (geometry !== undefined && grid !== undefined) {
    const found = voxelMap(geometry, size, grid);
    if (found !== undefined) return found;
  } else if (size.every((side, axis) => side === own[axis])) return (index) => index;
  throw new UserError('damaged', {
    problem: t`The label map has ${size.join(' × ')} voxels that are not those of the image with ${own.join(' × ')}.`,
    advice: t`Resample the labels to the image, or copy the geometry of the image to them.`,
  });
}

function notALabel(value: number): UserError {
  return new UserError('unsupported-encoding', {
    problem: t`The label map contains the value ${value}, which is no label.`,
    advice: t`Save labels as whole numbers from 0 to ${mostValue}.`,
  });
}
