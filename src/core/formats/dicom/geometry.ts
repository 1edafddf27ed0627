import { cross, dot, type Vector3, type VolumeGeometry } from '../../geometry/volumeGeometry';
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

/** Largest deviation of a frame from its place in an even stack, in mm. */
const tolerance = 0.01;

export interface Placement {
  readonly pixelSpacing?: readonly [number, number];
  readonly geometry?: VolumeGeometry;
}

/** Spacing and patient frame of all frames; no geometry when they form no even stack. */
export function placementOf(dataSet: DataSet, groups: FrameGroups, frames: number): Placement {
  const measures = groups.macro(0, tags.pixelMeasures);
  const spacing = pixelSpacingOf(dataSet, measures);
  if (spacing === undefined) return {};
  const orientation = decimals(groups.macro(0, tags.planeOrientation), tags.imageOrientation);
  const origin = positionOf(groups, 0);
  const axes = axesOf(orientation);
  if (axes === undefined || origin === undefined) return { pixelSpacing: spacing };
  const [row, column] = axes;
  const normal = cross(row, column);
  const step = stepOf(dataSet, groups, frames, normal, measures);
  if (step === undefined) return { pixelSpacing: spacing };
  const slices: Vector3 = step < 0 ? [-normal[0], -normal[1], -normal[2]] : normal;
  return {
    pixelSpacing: spacing,
    geometry: { origin, spacing: [...spacing, Math.abs(step)], axes: [row, column, slices] },
  };
}

/** [across, down] in mm; DICOM states the distance of rows, which is down, first. */
function pixelSpacingOf(dataSet: DataSet, measures: DataSet | undefined): readonly [number, number] | undefined {
  const candidates = [
    decimals(measures, tags.pixelSpacing),
    decimals(dataSet, tags.imagerPixelSpacing),
    decimals(dataSet, tags.nominalScannedPixelSpacing),
  ];
  const found = candidates.find((pair) => pair.length === 2 && pair.every((size) => size > 0));
  return found === undefined ? undefined : [found[1]!, found[0]!];
}

function positionOf(groups: FrameGroups, frame: number): Vector3 | undefined {
  const position = decimals(groups.macro(frame, tags.planePosition), tags.imagePosition);
  return position.length === 3 ? (position as unknown as Vector3) : undefined;
}

/** Row and column direction; undefined unless both are of unit length and at right angles. */
function axesOf(cosines: readonly number[]): readonly [Vector3, Vector3] | undefined {
  if (cosines.length !== 6) return undefined;
  const row = unit(cosines.slice(0, 3) as unknown as Vector3);
  const column = unit(cosines.slice(3) as unknown as Vector3);
  if (row === undefined || column === undefined || Math.abs(dot(row, column)) > 0.001) return undefined;
  return [row, column];
}

function unit(vector: Vector3): Vector3 | undefined {
  const length = Math.hypot(...vector);
  if (!(Math.abs(length - 1) < 0.001)) return undefined;
  return [vector[0] / length, vector[1] / length, vector[2] / length];
}

/** Signed distance from frame to frame along `normal`; undefined when frames lie unevenly or beside each other. */
function stepOf(
  dataSet: DataSet,
  groups: FrameGroups,
  frames: number,
  normal: Vector3,
  measures: DataSet | undefined,
): number | undefined {
  if (frames === 1) return thicknessOf(measures);
  if (!groups.enhanced) return evenStep(decimals(dataSet, tags.gridFrameOffsets), frames);
  const positions = Array.from({ length: frames }, (_, frame) => positionOf(groups, frame));
  const first = positions[0];
  const heights: number[] = [];
  for (const position of positions) {
    if (position === undefined || first === undefined) return undefined;
    const moved: Vector3 = [position[0] - first[0], position[1] - first[1], position[2] - first[2]];
    const height = dot(moved, normal);
    if (Math.abs(Math.hypot(...moved) - Math.abs(height)) > tolerance) return undefined;
    heights.push(height);
  }
  return evenStep(heights, frames);
}

function thicknessOf(measures: DataSet | undefined): number {
  const [between] = decimals(measures, tags.spacingBetweenSlices);
  const [thickness] = decimals(measures, tags.sliceThickness);
  return [between, thickness].find((size) => size !== undefined && size > 0) ?? 1;
}

function evenStep(heights: readonly number[], frames: number): number | undefined {
  const first = heights[0];
  const last = heights.at(-1);
  if (heights.length !== frames || first === undefined || last === undefined) return undefined;
  const step = (last - first) / (frames - 1);
  const even = heights.every((height, i) => Math.abs(height - first - i * step) <= tolerance);
  return even && Math.abs(step) > tolerance / 10 ? step : undefined;
}
