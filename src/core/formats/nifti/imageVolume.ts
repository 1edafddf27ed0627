import { gzipSync } from 'fflate';
import type { Size } from '../../geometry/rect';
import type { SampleArray } from '../../image/slice';
import { reverseGroups, typeOfSamples } from '../samples';
import type { LabelVolumeFrame } from './labelVolume';
import { dimensionsOf, headerLength, headerLike, newHeader } from './volumeHeader';

/**
 * Samples of a volume, or of several one after the other: slice after slice, each row by row, with `channels` = 3 as interleaved bytes of red, green and blue;
 * `value = sample · slope + intercept`.
 */
export interface ImageVolume extends Size, LabelVolumeFrame {
  /** Slices of one volume. */
  readonly slices: number;
  readonly volumes?: number;
  readonly channels: 1 | 3;
  readonly data: SampleArray;
  readonly slope: number;
  readonly intercept: number;
}

/**
 * Encodes a volume as single-file NIfTI-1, gzipped or not, lossless and in the frame of {@link writeLabelVolume}; colour as RGB24.
 * The same input gives the same bytes.
 * @throws UserError `bad-input` when the frame's header has other dimensions; RangeError when `data` has another length
 */
export function writeImageVolume(
  { width, height, slices, volumes = 1, channels, data, slope, intercept, ...frame }: ImageVolume,
  compress = true,
): Uint8Array {
  const size = dimensionsOf({ width, height, slices, volumes });
  if (data.length !== width * height * slices * volumes * channels) {
    throw new RangeError(`A ${size.join('×')} volume of ${channels} channels cannot have ${data.length} samples.`);
  }
  const content = { type: channels === 3 ? ('rgb24' as const) : typeOfSamples(data), slope, intercept };
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
