/** A vector in millimetres or of unit length, in DICOM's patient frame: x to the left, y to the back, z to the head. */
export type Vector3 = readonly [number, number, number];

/**
 * Where the voxels of an image lie in the patient (LPS, millimetres; DICOM PS3.3 C.7.6.2.1.1). The centre of voxel
 * (i, j, k) lies at `origin + i·spacing[0]·axes[0] + j·spacing[1]·axes[1] + k·spacing[2]·axes[2]`, where i runs along a
 * row (columns), j down a column (rows) and k through the slices.
 */
export interface VolumeGeometry {
  readonly origin: Vector3;
  readonly spacing: Vector3;
  /** Unit direction of i, j and k. */
  readonly axes: readonly [Vector3, Vector3, Vector3];
}

/** Patient position (LPS, mm) of a continuous voxel index, whose whole numbers are voxel centres. */
export function voxelToPatient(geometry: VolumeGeometry, index: Vector3): Vector3 {
  const at = (axis: 0 | 1 | 2): number =>
    geometry.origin[axis] +
    index[0] * geometry.spacing[0] * geometry.axes[0][axis] +
    index[1] * geometry.spacing[1] * geometry.axes[1][axis] +
    index[2] * geometry.spacing[2] * geometry.axes[2][axis];
  return [at(0), at(1), at(2)];
}

/**
 * Geometry from the position of the first voxel and the steps from one voxel to the next along i, j and k (LPS, mm).
 * @returns undefined for a step of no length and for values that are not finite
 */
export function geometryOfSteps(
  origin: Vector3,
  steps: readonly [Vector3, Vector3, Vector3],
): VolumeGeometry | undefined {
  const spacing = steps.map((step) => Math.hypot(...step)) as unknown as Vector3;
  if (![...spacing, ...origin].every(Number.isFinite) || !spacing.every((length) => length > 0)) return undefined;
  const unit = (axis: 0 | 1 | 2): Vector3 => {
    const [x, y, z] = steps[axis];
    return [x / spacing[axis], y / spacing[axis], z / spacing[axis]];
  };
  return { origin, spacing, axes: [unit(0), unit(1), unit(2)] };
}

/** Distance, in parts of the smallest spacing, up to which two voxels lie in one place. */
const placeTolerance = 0.01;

/** Whether the voxels of two volumes of one size, [columns, rows, slices], lie in the same places. */
export function sameGeometry(a: VolumeGeometry, b: VolumeGeometry, size: Vector3): boolean {
  const tolerance = placeTolerance * Math.min(...a.spacing);
  const [i, j, k] = size;
  const corners: readonly Vector3[] = [
    [0, 0, 0],
    [i, 0, 0],
    [0, j, 0],
    [0, 0, k],
  ];
  return corners.every((corner) => {
    const [p, q] = [voxelToPatient(a, corner), voxelToPatient(b, corner)];
    return Math.hypot(p[0] - q[0], p[1] - q[1], p[2] - q[2]) <= tolerance;
  });
}

export function cross(a: Vector3, b: Vector3): Vector3 {
  return [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
}

export function dot(a: Vector3, b: Vector3): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

const letters = [
  ['L', 'R'],
  ['P', 'A'],
  ['H', 'F'],
] as const;

/** The letter of the patient side that `direction` points at most: L R, P A, H F. */
export function orientationLetter(direction: Vector3): 'L' | 'R' | 'P' | 'A' | 'H' | 'F' {
  const sizes = direction.map(Math.abs);
  const axis = sizes[0]! >= sizes[1]! && sizes[0]! >= sizes[2]! ? 0 : sizes[1]! >= sizes[2]! ? 1 : 2;
  return letters[axis][direction[axis] >= 0 ? 0 : 1];
}
