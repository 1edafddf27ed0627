import { damaged, unsupportedEncoding } from '../failures';

export interface JpegHeader {
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
  readonly process: string;
  /** EXIF orientation, 1 to 8; 1 when there is none. */
  readonly orientation: number;
}

const marker = {
  sof0: 0xc0,
  dht: 0xc4,
  jpg: 0xc8,
  dac: 0xcc,
  sof15: 0xcf,
  rst0: 0xd0,
  eoi: 0xd9,
  sos: 0xda,
  app1: 0xe1,
};
const processes: Readonly<Record<number, string>> = { 0xc0: 'baseline', 0xc1: 'extended', 0xc2: 'progressive' };

/**
 * Walks through the marker segments of a JPEG up to its scan (ITU-T T.81, annex B).
 * @throws UserError `damaged` or `unsupported-encoding`
 */
export function readHeader(bytes: Uint8Array): JpegHeader {
  let frame: Omit<JpegHeader, 'orientation'> | undefined;
  let orientation = 1;
  let scan = 0;
  for (const { code, segment, at } of segmentsOf(bytes)) {
    if (isFrame(code)) frame = readFrame(code, segment);
    if (code === marker.app1) orientation = orientationOf(segment) ?? orientation;
    scan = at;
  }
  if (frame === undefined) throw damaged('The JPEG has pixels but no frame header.');
  if (!endsProperly(bytes, scan)) throw damaged('The JPEG has no end marker: the file was cut short.');
  return { ...frame, orientation };
}

interface Segment {
  readonly code: number;
  readonly segment: Uint8Array;
  /** Where its marker stands. */
  readonly at: number;
}

/**
 * The marker segments in order, the header of the first scan last.
 * @throws UserError `damaged` when a segment runs past the end of the file
 */
export function* segmentsOf(bytes: Uint8Array): Generator<Segment> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let at = 2; ;) {
    while (bytes[at] === 0xff && bytes[at + 1] === 0xff) at++;
    if (at + 4 > bytes.length || bytes[at] !== 0xff) throw damaged('The JPEG ends or breaks off within its header.');
    const code = bytes[at + 1]!;
    const length = view.getUint16(at + 2);
    if (length < 2 || at + 2 + length > bytes.length) throw damaged('The JPEG ends within its header.');
    yield { code, segment: bytes.subarray(at + 4, at + 2 + length), at };
    if (code === marker.sos) return;
    at += 2 + length;
  }
}

function isFrame(code: number): boolean {
  const other = code === marker.dht || code === marker.jpg || code === marker.dac;
  return code >= marker.sof0 && code <= marker.sof15 && !other;
}

function readFrame(code: number, segment: Uint8Array): Omit<JpegHeader, 'orientation'> {
  if (segment.length < 6) throw damaged('The frame header of the JPEG is cut short.');
  const [precision, h1, h0, w1, w0, channels] = segment as unknown as [number, number, number, number, number, number];
  const process = processes[code];
  if (process === undefined || precision !== 8 || (channels !== 1 && channels !== 3)) {
    throw unsupportedEncoding(
      `A JPEG of process ${code - marker.sof0} with ${precision} bits and ${channels} components is not supported.`,
      'Save it as an 8-bit grey or RGB JPEG, or as PNG.',
    );
  }
  return { width: (w1 << 8) | w0, height: (h1 << 8) | h0, channels, process };
}

/** Whether an end marker follows the scan: without it the codec would fill what is missing with grey, silently. */
function endsProperly(bytes: Uint8Array, scan: number): boolean {
  for (let at = bytes.length - 2; at > scan; at--) {
    if (bytes[at] === 0xff && bytes[at + 1] === marker.eoi) return true;
  }
  return false;
}

const exifStart = [0x45, 0x78, 0x69, 0x66, 0, 0];
const orientationTag = 0x0112;

/** Tag Orientation of the first directory of an EXIF segment (TIFF 6.0 within CIPA DC-008). */
function orientationOf(segment: Uint8Array): number | undefined {
  if (!exifStart.every((byte, i) => segment[i] === byte) || segment.length < 14) return undefined;
  const tiff = new DataView(segment.buffer, segment.byteOffset + exifStart.length, segment.length - exifStart.length);
  const littleEndian = tiff.getUint16(0) === 0x4949;
  const directory = tiff.getUint32(4, littleEndian);
  if (directory + 2 > tiff.byteLength) return undefined;
  const entries = tiff.getUint16(directory, littleEndian);
  for (let i = 0, at = directory + 2; i < entries && at + 12 <= tiff.byteLength; i++, at += 12) {
    if (tiff.getUint16(at, littleEndian) !== orientationTag) continue;
    const value = tiff.getUint16(at + 8, littleEndian);
    return value >= 1 && value <= 8 ? value : undefined;
  }
  return undefined;
}
