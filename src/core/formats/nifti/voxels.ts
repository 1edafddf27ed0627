import type { SampleArray } from '../../image/slice';
import { sampleTypeOf, toSamples, type SampleType } from '../samples';
import type { NiftiHeader } from './header';

/** The type in which voxels are handed on. */
export function voxelSampleType({ voxelType }: NiftiHeader): SampleType {
  return voxelType === 'rgb24' || voxelType === 'rgba32' ? 'uint8' : sampleTypeOf(voxelType);
}

/** Samples of stored voxels: grey, or interleaved RGB without its alpha. */
export function toVoxels(bytes: Uint8Array, { voxelType, littleEndian }: NiftiHeader): SampleArray {
  if (voxelType === 'rgb24') return bytes;
  if (voxelType === 'rgba32') return withoutAlpha(bytes);
  return toSamples(bytes, voxelType, littleEndian);
}

function withoutAlpha(rgba: Uint8Array): Uint8Array {
  const rgb = new Uint8Array((rgba.length / 4) * 3);
  for (let from = 0, to = 0; to < rgb.length; from += 4, to += 3) rgb.set(rgba.subarray(from, from + 3), to);
  return rgb;
}
