import { gzipSync } from 'fflate';
import { headerLength, newHeader } from '../../src/core/formats/nifti/labelHeader';
import type { Vector3, VolumeGeometry } from '../../src/core/geometry/volumeGeometry';
import type { ImageInfo, Slice } from '../../src/core/image/medicalImage';

/** A slice of a series and what its header says. */
export interface SeriesSlice {
  readonly info: ImageInfo;
  readonly slice: Slice;
}

/** The series as a gzipped NIfTI-1 volume of 16-bit signed integers, voxels in the order of the slices' own. */
export function seriesToNifti(series: readonly SeriesSlice[]): Uint8Array {
  const { width, height } = series[0]!.info;
  const header = newHeader([width, height, series.length], 'uint16', seriesGeometry(series));
  const view = new DataView(header.bytes.buffer);
  const [intentCode, dataType, int16] = [68, 70, 4] as const;
  view.setInt16(intentCode, 0, true);
  view.setInt16(dataType, int16, true);
  const file = new Uint8Array(headerLength + 4 + series.length * width * height * 2);
  file.set(header.bytes);
  const voxels = new DataView(file.buffer, headerLength + 4);
  let at = 0;
  for (const { slice } of series) {
    for (const value of slice.data) {
      voxels.setInt16(at, value, true);
      at += 2;
    }
  }
  return gzipSync(file, { mtime: 0 });
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
