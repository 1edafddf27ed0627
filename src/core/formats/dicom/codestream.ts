import { adobeSegment } from '../jpeg/adobe';
import { concatBytes, latin1 } from '../../base/bytes';
import type { CodecName } from '../pixelCodecs';

/** Codecs of codestreams that begin and end with the markers of JPEG. */
const jpegFamily: readonly CodecName[] = ['jpeg', 'jpeg-lossless', 'jpeg-ls'];

const marker = { startOfImage: 0xd8, endOfImage: 0xd9, startOfScan: 0xda, app0: 0xe0, app14: 0xee, codestream: 0x4f };
/** Frame headers that identify the process: T.81, B.1.1.3, and T.87, C.1.1. */
const processes: Readonly<Record<number, CodecName>> = {
  0xc0: 'jpeg',
  0xc1: 'jpeg',
  0xc2: 'jpeg',
  0xc3: 'jpeg-lossless',
  0xf7: 'jpeg-ls',
};

const progressive = 0xc2;

interface Segment {
  readonly code: number;
  readonly at: number;
  readonly content: Uint8Array;
}

/** The marker segments up to the first scan, as far as they can be read. */
function* segmentsOf(bytes: Uint8Array): Generator<Segment> {
  for (let at = 2; at + 4 <= bytes.length && bytes[at] === 0xff;) {
    const code = bytes[at + 1]!;
    if (code === 0xff) {
      at++;
      continue;
    }
    const length = bytes[at + 2]! * 256 + bytes[at + 3]!;
    yield { code, at, content: bytes.subarray(at + 4, at + 2 + length) };
    if (code === marker.startOfScan || length < 2) return;
    at += 2 + length;
  }
}

/** The codec that a codestream is for by its own markers, whatever the transfer syntax says; undefined if they do not say. */
export function codecOf(bytes: Uint8Array): CodecName | undefined {
  if (bytes[0] !== 0xff) return undefined;
  if (bytes[1] === marker.codestream) {
    // Rsiz of the SIZ segment, which comes first: bit 14 says Part 15 (T.814, A.2).
    return ((bytes[6] ?? 0) & 0x40) === 0 ? 'jpeg-2000' : 'htj2k';
  }
  if (bytes[1] !== marker.startOfImage) return undefined;
  for (const { code } of segmentsOf(bytes)) if (processes[code] !== undefined) return processes[code];
  return undefined;
}

/**
 * A codestream of the JPEG family with its end marker: some writers leave it out, and decoders notice on their own where
 * pixels are missing. Not so in a progressive one, of which whole scans may be gone.
 */
export function withEnd(bytes: Uint8Array, codec: CodecName): Uint8Array {
  if (!jpegFamily.includes(codec)) return bytes;
  for (const { code } of segmentsOf(bytes)) if (code === progressive) return bytes;
  let end = bytes.length;
  while (end > 0 && bytes[end - 1] === 0) end--;
  const isThere = end >= 2 && bytes[end - 2] === 0xff && bytes[end - 1] === marker.endOfImage;
  if (isThere) return bytes;
  // The last byte of the pixels may be zero itself; more of them are padding, which decoders take for damage.
  return concatBytes([bytes.subarray(0, end + 1), Uint8Array.of(0xff, marker.endOfImage)]);
}

/**
 * A JPEG of three components that says so where its colours are red, green and blue. Without a marker of its own, decoders go
 * by the numbers of the components, and take what is RGB by the DICOM header for YCbCr. A JFIF or Adobe marker is believed.
 */
export function withColors(bytes: Uint8Array, photometric: string): Uint8Array {
  if (photometric !== 'RGB') return bytes;
  for (const { code, content } of segmentsOf(bytes)) {
    if (code === marker.app0 && startsWith(content, 'JFIF')) return bytes;
    if (code === marker.app14 && startsWith(content, 'Adobe')) return bytes;
  }
  return concatBytes([bytes.subarray(0, 2), adobeSegment(false), bytes.subarray(2)]);
}

function startsWith(bytes: Uint8Array, text: string): boolean {
  return latin1(bytes.subarray(0, text.length)) === text;
}
