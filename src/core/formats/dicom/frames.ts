import { concatBytes } from '../../base/bytes';
import type { ByteSource } from '../../base/byteSource';
import { t } from '../../text/message';
import { damaged } from '../failures';
import type { Fragment } from './fragments';
import type { ImagePixel } from './imagePixel';

/**
 * Length of an uncompressed frame in bits: 4:2:2 keeps two of three samples (PS3.3 C.7.6.3.1.2), and frames of single
 * bits follow each other within a byte (PS3.5, 8.1.1).
 */
function nativeFrameBits({ width, height, samplesPerPixel, bitsAllocated, photometric }: ImagePixel): number {
  const samples = photometric === 'YBR_FULL_422' ? 2 : samplesPerPixel;
  return width * height * samples * bitsAllocated;
}

/** Bytes of all uncompressed frames. */
export function nativeBytes(pixel: ImagePixel): number {
  return Math.ceil((pixel.frames * nativeFrameBits(pixel)) / 8);
}

/**
 * Bytes that hold an uncompressed frame.
 * @returns the bytes and the bit of the first one at which the frame starts
 * @throws UserError `damaged` when the file ends before
 */
export async function nativeFrame(
  file: ByteSource,
  pixel: ImagePixel,
  frame: number,
): Promise<{ bytes: Uint8Array; bit: number }> {
  const bits = nativeFrameBits(pixel);
  const start = frame * bits;
  const end = Math.ceil((start + bits) / 8);
  const { dataOffset, length } = pixel.element;
  const available = Math.min(length, file.size - dataOffset);
  if (end > available) {
    throw damaged(t`Frame ${frame + 1} needs ${end} bytes of pixel data, but the file has ${available}.`);
  }
  const first = Math.floor(start / 8);
  return { bytes: await file.read(dataOffset + first, end - first), bit: start % 8 };
}

/** Reads the codestream of a frame. */
export type Codestream = () => Promise<Uint8Array>;

/**
 * The codestreams of all frames, without copying where a frame is one fragment (PS3.5, A.4): by the basic offset table,
 * one fragment per frame, or all fragments for the only frame.
 * @throws UserError `damaged` when fragments cannot be assigned to frames
 */
export async function encapsulatedFrames(
  file: ByteSource,
  fragments: readonly Fragment[],
  offsets: readonly number[],
  frames: number,
): Promise<readonly Codestream[]> {
  const codestream = async (first: number, end: number): Promise<Uint8Array> => {
    const parts = await Promise.all(
      fragments.slice(first, end).map(({ position, length }) => {
        if (position + length > file.size) throw damaged(t`A compressed frame is truncated.`);
        return file.read(position, length);
      }),
    );
    return parts.length === 1 ? parts[0]! : concatBytes(parts);
  };
  const starts = await startsOf();
  return starts.map((start, frame) => () => codestream(start, starts[frame + 1] ?? fragments.length));

  async function startsOf(): Promise<number[]> {
    if (fragments.length === 0) throw damaged(t`The compressed pixel data are empty.`);
    if (fragments.length === frames) return fragments.map((_, i) => i);
    if (frames === 1) return [0];
    const byOffset = offsets.slice(0, frames).map((offset) => fragments.findIndex((part) => part.offset === offset));
    if (byOffset.length === frames && byOffset.every((start, i) => start > (byOffset[i - 1] ?? -1))) return byOffset;
    const byMarker: number[] = [];
    for (const [i, { position }] of fragments.entries()) if (await startsCodestream(file, position)) byMarker.push(i);
    if (byMarker.length === frames) return byMarker;
    throw damaged(t`${fragments.length} pixel data fragments cannot be assigned to ${frames} frames.`);
  }
}

/** SOI of the JPEG family or SOC of JPEG 2000. */
async function startsCodestream(file: ByteSource, position: number): Promise<boolean> {
  if (position + 2 > file.size) return false;
  const [first, second] = await file.read(position, 2);
  return first === 0xff && (second === 0xd8 || second === 0x4f);
}
