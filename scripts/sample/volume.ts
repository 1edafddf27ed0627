import { writeImageVolume } from '../../src/core/formats/nifti/imageVolume';
import type { Vector3, VolumeGeometry } from '../../src/core/geometry/volumeGeometry';
import type { ImageInfo } from '../../src/core/image/medicalImage';
import type { Slice } from '../../src/core/image/slice';

/** A slice of a series and what its header says. */
export interface SeriesSlice {
  readonly info: ImageInfo;
  readonly slice: Slice;
}

/** The series as a gzipped NIfTI-1 volume of 16-bit signed integers, voxels in the order of the slices' own. */
export function seriesToNifti(series: readonly SeriesSlice[]): Uint8Array {
  const { width, height } = series[0]!.info;
  const data = Int16Array.from(series.flatMap(({ slice }) => [...slice.data]));
  const geometry = seriesGeometry(series);
  return writeImageVolume({
    width,
    height,
    slices: series.length,
    channels: 1,
    data,
    slope: 1,
    intercept: 0,
    geometry,
  });
}

/** Geometry of parallel slices at equal distances, from the positions of the first and the last. */
function seriesGeometry(series: readonly SeriesSlice[]): VolumeGeometry {
  const first = series[0]?.info.geometry;
  const last = series.at(-1)?.info.geometry;
  if (first === undefined || last === undefined) throw new Error('The slices have no position.');
  const steps = series.length - 1;
  const between = first.origin.map((value, axis) => (last.origin[axis]! - value) / steps);
  const distance = Math.hypot(...between);
  const direction = between.map((value) => value / distance) as unknown as Vector3;
  const { origin, spacing, axes } = first;
  return { origin, spacing: [spacing[0], spacing[1], distance], axes: [axes[0], axes[1], direction] };
}
