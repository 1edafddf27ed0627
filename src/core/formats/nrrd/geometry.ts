import { cross, geometryOfSteps, type Vector3, type VolumeGeometry } from '../../geometry/volumeGeometry';
import type { NrrdHeader } from './header';

/** What turns the axes of a named space into LPS. */
const toLps: Readonly<Record<string, Vector3>> = {
  'left-posterior-superior': [1, 1, 1],
  lps: [1, 1, 1],
  'right-anterior-superior': [-1, -1, 1],
  ras: [-1, -1, 1],
  'left-anterior-superior': [1, -1, 1],
  las: [1, -1, 1],
};

const millimetres: Readonly<Record<string, number>> = { m: 1000, cm: 10, mm: 1, um: 0.001, µm: 0.001, nm: 0.000_001 };

/** Step along the slices of a single one, which its header does not state, in mm. */
const unknownThickness = 1;

/** Geometry in LPS; undefined when the header states no space of the patient, or no usable directions. */
export function geometryOf(header: NrrdHeader, spatial: readonly number[]): VolumeGeometry | undefined {
  const { space, directions, origin, spaceUnits } = header;
  const signs = toLps[space.replace(/-time$/, '').replace(/t$/, '')];
  if (signs === undefined) return undefined;
  const inLps = (vector: readonly number[] | undefined): Vector3 | undefined => {
    if (vector === undefined || vector.length < 3) return undefined;
    const at = (axis: 0 | 1 | 2): number => vector[axis]! * signs[axis] * (millimetres[spaceUnits[axis] ?? 'mm'] ?? 1);
    return [at(0), at(1), at(2)];
  };
  const [i, j, k] = spatial.map((axis) => inLps(directions[axis]));
  if (i === undefined || j === undefined) return undefined;
  return geometryOfSteps(inLps(origin) ?? [0, 0, 0], [i, j, k ?? normalOf(i, j)]);
}

function normalOf(i: Vector3, j: Vector3): Vector3 {
  const [x, y, z] = cross(i, j);
  const scale = unknownThickness / Math.hypot(x, y, z);
  return [x * scale, y * scale, z * scale];
}

/** [across, down] in mm, from directions in an unnamed space or from spacings; NaN where unknown. */
export function pixelSpacingOf(header: NrrdHeader, spatial: readonly number[]): readonly [number, number] {
  const { directions, spacings, spaceUnits } = header;
  const unit = millimetres[spaceUnits[0] ?? 'mm'] ?? 1;
  const along = (axis: number | undefined): number => {
    if (axis === undefined) return Number.NaN;
    const direction = directions[axis];
    return direction === undefined ? Math.abs(spacings[axis] ?? Number.NaN) : Math.hypot(...direction) * unit;
  };
  return [along(spatial[0]), along(spatial[1])];
}
