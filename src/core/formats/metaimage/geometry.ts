import { geometryOfSteps, type Vector3, type VolumeGeometry } from '../../geometry/volumeGeometry';
import type { MetaImageHeader } from './header';

/**
 * Geometry of a volume, which MetaImage states in LPS like ITK, each axis's direction after the other.
 * @returns undefined for other than three spatial axes, and when the header states no directions
 */
export function geometryOf({ sizes, matrix, offset, spacing }: MetaImageHeader): VolumeGeometry | undefined {
  const axes = sizes.length;
  if (axes < 3 || matrix.length !== axes * axes) return undefined;
  const step = (axis: number): Vector3 => {
    const along = (coordinate: number): number => matrix[axis * axes + coordinate]! * (spacing[axis] ?? 1);
    return [along(0), along(1), along(2)];
  };
  const [x = 0, y = 0, z = 0] = offset;
  return geometryOfSteps([x, y, z], [step(0), step(1), step(2)]);
}
