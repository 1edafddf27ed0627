import { damaged } from '../../core/formats/failures';
import { t } from '../../core/text/message';

/** The frame header of a JPEG (ITU-T T.81, B.2.2) or JPEG-LS (T.87, C.2.2). */
export interface JpegFrame {
  /** Low byte of the frame marker: 0xc0 baseline … 0xc3 lossless … 0xf7 JPEG-LS. */
  readonly marker: number;
  readonly bits: number;
  readonly width: number;
  readonly height: number;
  readonly components: number;
}

const jpegLs = 0xf7;
/** DHT, JPG and DAC lie among the frame markers 0xc0 to 0xcf. */
const notFrames = [0xc4, 0xc8, 0xcc];

/** @throws UserError `damaged` when there is no frame header */
export function readJpegFrame(bytes: Uint8Array): JpegFrame {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 2;
  while (at + 10 <= bytes.length && bytes[at] === 0xff) {
    const marker = bytes[at + 1]!;
    if (marker === 0xff) {
      at++;
      continue;
    }
    if (marker === jpegLs || (marker >= 0xc0 && marker <= 0xcf && !notFrames.includes(marker))) {
      return {
        marker,
        bits: view.getUint8(at + 4),
        height: view.getUint16(at + 5),
        width: view.getUint16(at + 7),
        components: view.getUint8(at + 9),
      };
    }
    at += 2 + view.getUint16(at + 2);
  }
  throw damaged(t`The JPEG pixel data have no frame header.`);
}
