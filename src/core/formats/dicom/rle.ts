import { t } from '../../text/message';
import { damaged } from '../failures';

/** Bytes of the header: the number of segments and 15 offsets. */
const headerLength = 64;
const maxSegments = 15;

/**
 * Decodes a frame of RLE Lossless (PS3.5, annex G): one PackBits segment per byte of a sample, the most significant
 * first, channel by channel.
 * @param pixels samples of one channel
 * @returns interleaved little-endian samples
 * @throws UserError `damaged`
 */
export function decodeRle(frame: Uint8Array, pixels: number, channels: number, bytesPerSample: number): Uint8Array {
  const segments = channels * bytesPerSample;
  if (frame.length < headerLength) throw damaged(t`An RLE frame ends within its header.`);
  const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
  const count = view.getUint32(0, true);
  if (count !== segments || segments > maxSegments) {
    throw damaged(t`An RLE frame has ${count} segments, but its pixels need ${segments}.`);
  }
  const samples = new Uint8Array(pixels * segments);
  for (let segment = 0; segment < segments; segment++) {
    const start = view.getUint32(4 + 4 * segment, true);
    const end = segment + 1 < segments ? view.getUint32(8 + 4 * segment, true) : frame.length;
    const channel = Math.floor(segment / bytesPerSample);
    const byte = bytesPerSample - 1 - (segment % bytesPerSample);
    if (start < headerLength || start > end || end > frame.length)
      throw damaged(t`An RLE segment lies outside its frame.`);
    unpack(frame.subarray(start, end), samples, channel * bytesPerSample + byte, segments, pixels);
  }
  return samples;
}

/** Writes `count` bytes of a PackBits segment to every `step`-th byte of `target`, from `at` on. */
function unpack(segment: Uint8Array, target: Uint8Array, at: number, step: number, count: number): void {
  let from = 0;
  let left = count;
  const put = (value: number | undefined): void => {
    if (value === undefined) throw damaged(t`An RLE segment is truncated.`);
    target[at] = value;
    at += step;
    left--;
  };
  while (left > 0) {
    const control = segment[from++];
    if (control === undefined) throw damaged(t`An RLE segment is truncated.`);
    if (control < 128) {
      for (let n = Math.min(control + 1, left); n > 0; n--) put(segment[from++]);
    } else if (control > 128) {
      const value = segment[from++];
      for (let n = Math.min(257 - control, left); n > 0; n--) put(value);
    }
  }
}
