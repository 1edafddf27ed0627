import { MaskVolume } from '../../maskVolume';
import { convolve, kernelOf } from '../smooth';

/** Size of a voxel [across, down, through]; distances are in its unit. */
export type VoxelSize = readonly [across: number, down: number, through: number];

/**
 * Smooths the surface: a voxel is in the object where more than half of its surroundings are, weighted by a Gaussian. What the
 * border of the volume cuts off is treated as continuing beyond it.
 * @param sigma standard deviation of the Gaussian, above 0, in the unit of `size`
 */
export function smoothVolume(volume: MaskVolume, sigma: number, size: VoxelSize): MaskVolume {
  const { width, height, slices } = volume;
  const [across, down, through] = kernelsOf(sigma, size);
  const area = width * height;
  const values = Float64Array.from(volume.data);
  for (let slice = 0; slice < slices; slice++) {
    const plane = values.subarray(slice * area, (slice + 1) * area);
    const rows = convolve(plane, { count: height, length: width, step: 1, stride: width }, across);
    plane.set(convolve(rows, { count: width, length: height, step: width, stride: 1 }, down));
  }
  const all = convolve(values, { count: area, length: slices, step: area, stride: 1 }, through);
  return new MaskVolume(
    volume,
    slices,
    Uint8Array.from(all, (share) => Number(share > 0.5)),
  );
}

/** Voxels that smoothing reaches to along each axis. */
export function smoothingReach(sigma: number, size: VoxelSize): readonly [number, number, number] {
  const [across, down, through] = kernelsOf(sigma, size);
  return [across.length, down.length, through.length];
}

function kernelsOf(
  sigma: number,
  [across, down, through]: VoxelSize,
): readonly [Float64Array, Float64Array, Float64Array] {
  return [kernelOf(sigma / across), kernelOf(sigma / down), kernelOf(sigma / through)];
}
