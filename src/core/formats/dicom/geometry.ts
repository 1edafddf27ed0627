import { areRightAngled, stackOf, type Plane } from '../../geometry/planeStack';
import { cross, type Vector3 } from '../../geometry/volumeGeometry';
import type { ImageInfo } from '../../image/medicalImage';
import { decimals, type DataSet } from './dataSet';
import type { FrameGroups } from './functionalGroups';

const tags = {
  pixelMeasures: 'x00289110',
  planePosition: 'x00209113',
  planeOrientation: 'x00209116',
  pixelSpacing: 'x00280030',
  imagerPixelSpacing: 'x00181164',
  nominalScannedPixelSpacing: 'x00182010',
  spacingBetweenSlices: 'x00180088',
  sliceThickness: 'x00180050',
  imagePosition: 'x00200032',
  imageOrientation: 'x00200037',
  gridFrameOffsets: 'x3004000c',
};

/** The fields of an image's description that say where its pixels lie. */
export type Placement = Pick<ImageInfo, 'pixelSpacing' | 'geometry' | 'remarks'>;

/** Spacing and patient frame of all frames; no geometry, and remarks, when they form no even stack. */
export function placementOf(dataSet: DataSet, groups: FrameGroups, frames: number): Placement {
  const spacing = pixelSpacingOf(dataSet, groups);
  if (spacing === undefined) return {};
  const planes = planesOf(dataSet, groups, frames);
  if (planes === undefined) return { pixelSpacing: spacing };
  const { geometry, remarks } = stackOf(planes, spacing, thicknessOf(groups));
  return {
    pixelSpacing: spacing,
    ...(geometry === undefined ? {} : { geometry }),
    ...(remarks.length === 0 ? {} : { remarks }),
  };
}

/** [across, down] in mm of the first frame; DICOM states the distance of rows, which is down, first. */
export function pixelSpacingOf(dataSet: DataSet, groups: FrameGroups): readonly [number, number] | undefined {
  const candidates = [
    decimals(groups.macro(0, tags.pixelMeasures), tags.pixelSpacing),
    decimals(dataSet, tags.imagerPixelSpacing),
    decimals(dataSet, tags.nominalScannedPixelSpacing),
  ];
  const found = candidates.find((pair) => pair.length === 2 && pair.every((size) => size > 0));
  return found === undefined ? undefined : [found[1]!, found[0]!];
}

/** Where a frame lies; undefined unless its directions are of unit length and at right angles. */
export function planeOf(groups: FrameGroups, frame: number): Plane | undefined {
  const position = decimals(groups.macro(frame, tags.planePosition), tags.imagePosition);
  const axes = axesOf(decimals(groups.macro(frame, tags.planeOrientation), tags.imageOrientation));
  if (position.length !== 3 || axes === undefined) return undefined;
  return { position: position as unknown as Vector3, row: axes[0], column: axes[1] };
}

/** Distance of slices that the header states, or their thickness, in mm; 1 when it states neither. */
export function thicknessOf(groups: FrameGroups): number {
  const measures = groups.macro(0, tags.pixelMeasures);
  const [between] = decimals(measures, tags.spacingBetweenSlices);
  const [thickness] = decimals(measures, tags.sliceThickness);
  return [between, thickness].find((size) => size !== undefined && size > 0) ?? 1;
}

/** The planes of all frames: of classic files, whose header has one, as the dose grid's offsets place them. */
function planesOf(dataSet: DataSet, groups: FrameGroups, frames: number): readonly Plane[] | undefined {
  const first = planeOf(groups, 0);
  if (first === undefined || frames === 1) return first && [first];
  if (groups.enhanced) {
    const planes = Array.from({ length: frames }, (_, frame) => planeOf(groups, frame));
    return planes.every((plane) => plane !== undefined) ? planes : undefined;
  }
  const offsets = decimals(dataSet, tags.gridFrameOffsets);
  if (offsets.length !== frames) return undefined;
  const normal = cross(first.row, first.column);
  const moved = (offset: number): Vector3 => [
    first.position[0] + offset * normal[0],
    first.position[1] + offset * normal[1],
    first.position[2] + offset * normal[2],
  ];
  return offsets.map((offset) => ({ ...first, position: moved(offset - offsets[0]!) }));
}

/** Row and column direction; undefined unless both are of unit length and at right angles. */
function axesOf(cosines: readonly number[]): readonly [Vector3, Vector3] | undefined {
  if (cosines.length !== 6) return undefined;
  const row = unit(cosines.slice(0, 3) as unknown as Vector3);
  const column = unit(cosines.slice(3) as unknown as Vector3);
  if (row === undefined || column === undefined || !areRightAngled(row, column)) return undefined;
  return [row, column];
}

function unit(vector: Vector3): Vector3 | undefined {
  const length = Math.hypot(...vector);
  if (!(Math.abs(length - 1) < 0.001)) return undefined;
  return [vector[0] / length, vector[1] / length, vector[2] / length];
}
