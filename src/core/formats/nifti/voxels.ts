import type { SampleArray } from '../../image/medicalImage';
import { bytesPerSample, newSamples, toSamples, type SampleType } from '../samples';
import type { NiftiHeader } from './header';

/** The type in which samples are handed on: 64-bit integers as doubles, exact up to 2⁵³. */
export function sampleTypeOf({ voxelType }: NiftiHeader): SampleType {
  if (voxelType === 'int64' || voxelType === 'uint64') return 'float64';
  return voxelType === 'rgb24' || voxelType === 'rgba32' ? 'uint8' : voxelType;
}

/** Samples of stored voxels: grey, or interleaved RGB without its alpha. */
export function toVoxels(bytes: Uint8Array, { voxelType, littleEndian }: NiftiHeader): SampleArray {
  if (voxelType === 'int64' || voxelType === 'uint64') return wideIntegers(bytes, voxelType, littleEndian);
  if (voxelType === 'rgb24') return bytes;
  if (voxelType === 'rgba32') return withoutAlpha(bytes);
  return toSamples(bytes, voxelType, littleEndian);
}

function wideIntegers(bytes: Uint8Array, type: 'int64' | 'uint64', littleEndian: boolean): SampleArray {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const size = bytesPerSample('float64');
  const samples = newSamples('float64', Math.floor(bytes.length / size));
  const read = type === 'int64' ? 'getBigInt64' : 'getBigUint64';
  for (let i = 0; i < samples.length; i++) samples[i] = Number(view[read](i * size, littleEndian));
  return samples;
}

function withoutAlpha(rgba: Uint8Array): Uint8Array {
  const rgb = new Uint8Array((rgba.length / 4) * 3);
  for (let from = 0, to = 0; to < rgb.length; from += 4, to += 3) rgb.set(rgba.subarray(from, from + 3), to);
  return rgb;
}
