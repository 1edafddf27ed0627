import { dot, voxelToPatient, type Vector3, type VolumeGeometry } from './volumeGeometry';

/** Parts of a voxel up to which one lies on another. */
const tolerance = 0.01;

/**
 * Which voxel of a grid each voxel of another lies on, where both have the same voxels: the other may be a part of it, or have
 * its axes in another order or direction.
 * @param size of the other, [columns, rows, slices]
 * @returns whole indices, also outside of the grid; undefined where voxels lie between those of the grid
 */
export function voxelMap(
  other: VolumeGeometry,
  size: Vector3,
  grid: VolumeGeometry,
): ((index: Vector3) => Vector3) | undefined {
  const indexOf = (point: Vector3): Vector3 => {
    const offset = point.map((part, axis) => part - grid.origin[axis]!) as unknown as Vector3;
    const [i, j, k] = grid.axes.map((axis, at) => dot(offset, axis) / grid.spacing[at]!);
    return [i!, j!, k!];
  };
  const origin = indexOf(voxelToPatient(other, [0, 0, 0]));
  const first = rounded(origin);
  const steps = ([0, 1, 2] as const).map((axis) => {
    const far = Math.max(1, size[axis] - 1);
    const end = indexOf(voxelToPatient(other, [axis === 0 ? far : 0, axis === 1 ? far : 0, axis === 2 ? far : 0]));
    return end.map((part, at) => (part - origin[at]!) / far) as unknown as Vector3;
  });
  const whole = steps.map(rounded);
  const isSame =
    isNear(origin, first, tolerance) &&
    steps.every((step, axis) => isNear(step, whole[axis]!, tolerance / Math.max(1, size[axis]! - 1)));
  const isTurned = whole.every((step) => step.reduce((sum, part) => sum + Math.abs(part), 0) === 1);
  if (!isSame || !isTurned) return undefined;
  return ([i, j, k]) => {
    const at = (axis: 0 | 1 | 2): number =>
      first[axis] + i * whole[0]![axis] + j * whole[1]![axis] + k * whole[2]![axis];
    return [at(0), at(1), at(2)];
  };
}

function rounded(vector: Vector3): Vector3 {
  return vector.map((part) => Math.round(part)) as unknown as Vector3;
}

function isNear(a: Vector3, b: Vector3, distance: number): boolean {
  return a.every((part, axis) => Math.abs(part - b[axis]!) <= distance);
}
