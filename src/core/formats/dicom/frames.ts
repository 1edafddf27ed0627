import { concatBytes } from '../../base/bytes';
import { damaged } from '../failures';
import { bytesOf, type DataSet } from './dataSet';
import type { ImagePixel } from './imagePixel';

/**
 * Length of an uncompressed frame in bits: 4:2:2 keeps two of three samples (PS3.3 C.7.6.3.1.2), and frames of single
 * bits follow each other within a byte (PS3.5, 8.1.1).
 */
function nativeFrameBits({ width, height, samplesPerPixel, bitsAllocated, photometric }: ImagePixel): number {
  const samples = photometric === 'YBR_FULL_422' ? 2 : samplesPerPixel;
  return width * height * samples * bitsAllocated;
}

/**
 * Bytes that hold an uncompressed frame.
 * @returns the bytes and the bit of the first one at which the frame starts
 * @throws UserError `damaged` when the file ends before
 */
export function nativeFrame(dataSet: DataSet, pixel: ImagePixel, frame: number): { bytes: Uint8Array; bit: number } {
  const bits = nativeFrameBits(pixel);
  const start = frame * bits;
  const end = Math.ceil((start + bits) / 8);
  const { dataOffset, length } = pixel.element;
  const file = bytesOf(dataSet);
  const available = Math.min(length, file.length - dataOffset);
  if (end > available) {
    throw damaged(`Frame ${frame + 1} needs ${end} bytes of pixel data, and the file has ${available}.`);
  }
  const bytes = file.subarray(dataOffset + Math.floor(start / 8), dataOffset + end);
  return { bytes, bit: start % 8 };
}

/**
 * The codestreams of all frames, without copying where a frame is one fragment (PS3.5, A.4): by the basic offset table,
 * one fragment per frame, or all fragments for the only frame.
 * @throws UserError `damaged` when fragments cannot be told apart
 */
export function encapsulatedFrames(dataSet: DataSet, pixel: ImagePixel): readonly (() => Uint8Array)[] {
  const fragments = pixel.element.fragments ?? [];
  const offsets = pixel.element.basicOffsetTable ?? [];
  const { frames } = pixel;
  const file = bytesOf(dataSet);
  const codestream = (first: number, end: number): Uint8Array => {
    const parts = fragments.slice(first, end).map(({ position, length }) => {
      if (position + length > file.length) throw damaged('A compressed frame was cut short.');
      return file.subarray(position, position + length);
    });
    return parts.length === 1 ? parts[0]! : concatBytes(parts);
  };
  const starts = startsOf();
  return starts.map((start, frame) => () => codestream(start, starts[frame + 1] ?? fragments.length));

  function startsOf(): number[] {
    if (fragments.length === 0) throw damaged('The compressed pixel data are empty.');
    if (fragments.length === frames) return fragments.map((_, i) => i);
    if (frames === 1) return [0];
    const byOffset = offsets.slice(0, frames).map((offset) => fragments.findIndex((part) => part.offset === offset));
    if (byOffset.length === frames && byOffset.every((start, i) => start > (byOffset[i - 1] ?? -1))) return byOffset;
    const byMarker = fragments.flatMap(({ position }, i) => (startsCodestream(file, position) ? [i] : []));
    if (byMarker.length === frames) return byMarker;
    throw damaged(`${fragments.length} pixel data fragments cannot be assigned to ${frames} frames.`);
  }
}

/** SOI of the JPEG family or SOC of JPEG 2000. */
function startsCodestream(file: Uint8Array, position: number): boolean {
  return file[position] === 0xff && (file[position + 1] === 0xd8 || file[position + 1] === 0x4f);
}
