import { latin1 } from '../../base/bytes';
import { t } from '../../text/message';
import { orientationOf } from '../exif';
import { damaged, unsupportedEncoding } from '../failures';

export interface JpegHeader {
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
  /** Colours are those of printing, which become RGB. */
  readonly isCmyk: boolean;
  readonly process: string;
  /** EXIF orientation, 1 to 8; 1 when there is none. */
  readonly orientation: number;
  /** Whether it has its end marker; decoders notice what is missing where one is put there, but of progressive ones. */
  readonly isEnded: boolean;
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
  let frame: Omit<JpegHeader, 'orientation' | 'isEnded'> | undefined;
  let orientation = 1;
  let scan = 0;
  for (const { code, segment, at } of segmentsOf(bytes)) {
    if (isFrame(code)) frame = readFrame(code, segment);
    if (code === marker.app1 && isExif(segment)) orientation = orientationOf(segment) ?? orientation;
    scan = at;
  }
  if (frame === undefined) throw damaged(t`The JPEG has pixels but no frame header.`);
  const isEnded = endsProperly(bytes, scan);
  if (!isEnded && frame.process === 'progressive') {
    throw damaged(t`The JPEG has no end marker; the file is truncated.`);
  }
  return { ...frame, orientation, isEnded };
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
    if (at + 4 > bytes.length || bytes[at] !== 0xff) throw damaged(t`The header of the JPEG is damaged or truncated.`);
    const code = bytes[at + 1]!;
    const length = view.getUint16(at + 2);
    if (length < 2 || at + 2 + length > bytes.length) throw damaged(t`The JPEG ends within its header.`);
    yield { code, segment: bytes.subarray(at + 4, at + 2 + length), at };
    if (code === marker.sos) return;
    at += 2 + length;
  }
}

/** Other programs write texts into segments of this kind. */
function isExif(segment: Uint8Array): boolean {
  return latin1(segment.subarray(0, 6)) === 'Exif\0\0';
}

function isFrame(code: number): boolean {
  const other = code === marker.dht || code === marker.jpg || code === marker.dac;
  return code >= marker.sof0 && code <= marker.sof15 && !other;
}

function readFrame(code: number, segment: Uint8Array): Omit<JpegHeader, 'orientation' | 'isEnded'> {
  if (segment.length < 6) throw damaged(t`The frame header of the JPEG is truncated.`);
  const [precision, h1, h0, w1, w0, channels] = segment as unknown as [number, number, number, number, number, number];
  const process = processes[code];
  const isCmyk = channels === 4 && process !== 'extended';
  if (process === undefined || precision !== 8 || (channels !== 1 && channels !== 3 && !isCmyk)) {
    throw unsupportedEncoding(
      t`JPEG process ${code - marker.sof0} with ${precision} bits and ${channels} components is not supported.`,
      t`Save it as an 8-bit grey or RGB JPEG, or as PNG.`,
    );
  }
  const size = { width: (w1 << 8) | w0, height: (h1 << 8) | h0 };
  return { ...size, channels: channels === 1 ? 1 : 3, isCmyk, process };
}

/** Whether an end marker follows the scan. */
function endsProperly(bytes: Uint8Array, scan: number): boolean {
  for (let at = bytes.length - 2; at > scan; at--) {
    if (bytes[at] === 0xff && bytes[at + 1] === marker.eoi) return true;
  }
  return false;
}
