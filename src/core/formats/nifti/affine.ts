import { geometryOfSteps, type Vector3, type VolumeGeometry } from '../../geometry/volumeGeometry';

/** Three rows of four: position (RAS, mm) = rows · (i, j, k, 1). */
export type Affine = readonly (readonly number[])[];

/** The fields of a header that say where voxels lie, by their names in nifti1.h. */
export interface Orientation {
  readonly qform_code: number;
  readonly quatern_b: number;
  readonly quatern_c: number;
  readonly quatern_d: number;
  readonly qoffset_x: number;
  readonly qoffset_y: number;
  readonly qoffset_z: number;
  readonly pixDims: readonly number[];
  readonly sform_code: number;
  readonly srows: Affine;
}

/**
 * The header's voxel-to-patient transform: sform where its code is set, else qform, as nibabel and ITK choose.
 * @returns undefined when neither is set
 */
export function affineOf(header: Orientation): Affine | undefined {
  if (header.sform_code > 0) return header.srows;
  return header.qform_code > 0 ? quaternionAffine(header) : undefined;
}

/** Method 2 of nifti1.h: a rotation by unit quaternion, voxel sizes and an offset. */
function quaternionAffine(header: Orientation): Affine {
  const { quatern_b: b, quatern_c: c, quatern_d: d, pixDims } = header;
  const a = Math.sqrt(Math.max(0, 1 - b * b - c * c - d * d));
  const [x = 0, y = 0, z = 0] = pixDims.slice(1, 4).map(Math.abs);
  const k = pixDims[0]! < 0 ? -z : z;
  return [
    [(a * a + b * b - c * c - d * d) * x, 2 * (b * c - a * d) * y, 2 * (b * d + a * c) * k, header.qoffset_x],
    [2 * (b * c + a * d) * x, (a * a + c * c - b * b - d * d) * y, 2 * (c * d - a * b) * k, header.qoffset_y],
    [2 * (b * d - a * c) * x, 2 * (c * d + a * b) * y, (a * a + d * d - b * b - c * c) * k, header.qoffset_z],
  ];
}

/**
 * Geometry of a volume in DICOM's LPS frame from an affine in NIfTI's RAS frame.
 * @param scale millimetres per unit of the affine
 * @returns undefined for an affine that maps an axis to nothing or holds values that are not finite
 */
export function geometryOfAffine(affine: Affine, scale: number): VolumeGeometry | undefined {
  const column = (index: number): Vector3 => [
    -affine[0]![index]! * scale,
    -affine[1]![index]! * scale,
    affine[2]![index]! * scale,
  ];
  return geometryOfSteps(column(3), [column(0), column(1), column(2)]);
}
