import { latin1 } from '../../base/bytes';
import { t } from '../../text/message';
import { orientationOf } from '../exif';
import { damaged, unsupportedEncoding } from '../failures';

export interface WebpHeader {
  readonly width: number;
  readonly height: number;
  readonly kind: 'lossy' | 'lossless' | 'extended';
  /** EXIF orientation, 1 to 8; 1 when there is none. */
  readonly orientation: number;
}

const animation = 0x02;

/**
 * Reads the first chunk of a WebP (RFC 9649), which states the size in one of three ways.
 * @throws UserError `damaged`; `unsupported-encoding` for an animation
 */
export function readHeader(bytes: Uint8Array): WebpHeader {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 30) throw damaged(t`The WebP ends within its header; the file is truncated.`);
  if (view.getUint32(4, true) + 8 > bytes.length) throw damaged(t`The WebP is truncated.`);
  const chunk = String.fromCharCode(...bytes.subarray(12, 16));
  if (chunk === 'VP8 ') {
    return {
      kind: 'lossy',
      orientation: 1,
      width: view.getUint16(26, true) & 0x3fff,
      height: view.getUint16(28, true) & 0x3fff,
    };
  }
  if (chunk === 'VP8L') {
    const size = view.getUint32(21, true);
    return { kind: 'lossless', orientation: 1, width: (size & 0x3fff) + 1, height: ((size >>> 14) & 0x3fff) + 1 };
  }
  if (chunk !== 'VP8X') throw damaged(t`The WebP does not begin with an image.`);
  if ((bytes[20]! & animation) !== 0) {
    throw unsupportedEncoding(t`An animated WebP is not supported.`, t`Save one of its frames as an image.`);
  }
  const three = (at: number): number => view.getUint16(at, true) + (bytes[at + 2]! << 16) + 1;
  return { kind: 'extended', orientation: orientationIn(bytes, view), width: three(24), height: three(27) };
}

/** That of the EXIF chunk, wherever it stands. */
function orientationIn(bytes: Uint8Array, view: DataView): number {
  for (let at = 12; at + 8 <= bytes.length;) {
    const length = view.getUint32(at + 4, true);
    if (latin1(bytes.subarray(at, at + 4)) === 'EXIF')
      return orientationOf(bytes.subarray(at + 8, at + 8 + length)) ?? 1;
    at += 8 + length + (length % 2);
  }
  return 1;
}
