import { gzipSync } from 'fflate';
import type { Size } from '../../geometry/rect';
import type { SampleArray } from '../../image/medicalImage';
import { reverseGroups, typeOfSamples } from '../samples';
import type { LabelVolumeFrame } from './labelVolume';
import { headerLength, headerLike, newHeader, type Dimensions } from './volumeHeader';

/** Samples of a grey volume: slice after slice, each row by row; `value = sample · slope + intercept`. */
export interface ImageVolume extends Size, LabelVolumeFrame {
  readonly slices: number;
  readonly data: SampleArray;
  readonly slope: number;
  readonly intercept: number;
}

/**
 * Encodes a grey volume as single-file NIfTI-1, gzipped or not, lossless and in the frame of {@link writeLabelVolume}. The same input
 * gives the same bytes.
 * @throws UserError `bad-input` when the frame's header has other dimensions; RangeError when `data` has another length
 */
export function writeImageVolume(
  { width, height, slices, data, slope, intercept, ...frame }: ImageVolume,
  compress = true,
): Uint8Array {
  if (data.length !== width * height * slices) {
    throw new RangeError(`A ${width}×${height}×${slices} volume cannot have ${data.length} samples.`);
  }
  const size: Dimensions = [width, height, slices];
  const content = { type: typeOfSamples(data), slope, intercept };
  const header = frame.niftiHeader
    ? headerLike(frame.niftiHeader, size, content)
    : newHeader(size, content, frame.geometry);
  const start = headerLength + 4;
  const file = new Uint8Array(start + data.byteLength);
  file.set(header.bytes);
  file.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), start);
  if (!header.littleEndian) reverseGroups(file.subarray(start), data.BYTES_PER_ELEMENT);
  return compress ? gzipSync(file, { mtime: 0 }) : file;
}
