import { frameGroups } from '../../formats/dicom/functionalGroups';
import { pixelSpacingOf } from '../../formats/dicom/geometry';
import type { DicomSource } from '../../formats/dicom/source';
import { heightOf, normalOf, planesOf, type Plane } from '../../geometry/planeStack';
import { dot, type Vector3, type VolumeGeometry } from '../../geometry/volumeGeometry';
import type { Point } from '../../geometry/rect';

/** The planes that contours lie on, and how far their pixels are apart. */
export interface ContourGrid {
  readonly planes: readonly Plane[];
  /** [across, down] in mm. */
  readonly spacing: readonly [number, number];
}

/** The grid of an image: that of its DICOM files, which may lie unevenly, or that of its geometry; undefined where it has no place. */
export function contourGrid(
  source: DicomSource | undefined,
  geometry: VolumeGeometry | undefined,
  slices: number,
): ContourGrid | undefined {
  const planes = source?.slices.flatMap(({ plane }) => plane ?? []) ?? [];
  if (source !== undefined && planes.length === source.slices.length && planes.length > 0) {
    const own = geometry?.spacing ?? pixelSpacingOf(source.dataSet, frameGroups(source.dataSet));
    if (own !== undefined) return { planes, spacing: [own[0], own[1]] };
  }
  if (geometry === undefined) return undefined;
  return { planes: planesOf(geometry, slices), spacing: [geometry.spacing[0], geometry.spacing[1]] };
}

/** Where a point of a slice, in image coordinates, lies in the patient: the position of a plane is the centre of its first pixel. */
export function inPatient({ planes, spacing }: ContourGrid, slice: number, { x, y }: Point): Vector3 {
  const { position, row, column } = planes[slice]!;
  const at = (axis: 0 | 1 | 2): number =>
    position[axis] + (x - 0.5) * spacing[0] * row[axis] + (y - 0.5) * spacing[1] * column[axis];
  return [at(0), at(1), at(2)];
}

/** The same the other way round. */
export function onSlice({ planes, spacing }: ContourGrid, slice: number, point: Vector3): Point {
  const { position, row, column } = planes[slice]!;
  const offset: Vector3 = [point[0] - position[0], point[1] - position[1], point[2] - position[2]];
  return { x: dot(offset, row) / spacing[0] + 0.5, y: dot(offset, column) / spacing[1] + 0.5 };
}

/** The slice that a point lies on: the nearest, no further than half of the way to its neighbour; undefined where there is none. */
export function sliceAt({ planes }: ContourGrid, point: Vector3): number | undefined {
  const normal = normalOf(planes[0]!);
  const height = dot(point, normal);
  const distances = planes.map((plane) => Math.abs(heightOf(plane, normal) - height));
  const nearest = distances.indexOf(Math.min(...distances));
  const others = planes.flatMap((plane, i) =>
    i === nearest ? [] : [Math.abs(heightOf(plane, normal) - heightOf(planes[nearest]!, normal))],
  );
  const reach = others.length === 0 ? 1 : Math.max(Math.min(...others) / 2, 0.001);
  return distances[nearest]! <= reach ? nearest : undefined;
}
