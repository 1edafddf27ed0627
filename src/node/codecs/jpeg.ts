import { damaged, unsupportedEncoding } from '../../core/formats/failures';
import { decodeGrey } from '../../core/formats/jpeg/t81/decode';
import { checkExtent } from '../../core/formats/limits';
import type { DecodedFrame, FrameLayout } from '../../core/formats/pixelCodecs';
import type { Reduction } from '../../core/image/regionReader';
import { t } from '../../core/text/message';
import { decodeJpegCmyk } from './jpegCmyk';
import { readJpegFrame } from './jpegFrame';
import { LibjpegTurbo } from './libjpegTurbo';
import { checkFrame } from './wasmDecoder';

const processes: Readonly<Record<number, string>> = { 0xc0: 'baseline', 0xc1: 'extended', 0xc2: 'progressive' };

/** JPEG of 8 bits by libjpeg-turbo, the rest by our own code. */
export class JpegDecoder {
  readonly #libjpeg = new LibjpegTurbo();

  /**
   * Decodes DCT-based JPEG of 8 bits, whose colour, CMYK too, becomes RGB, and grey of 12 bits.
   * @param reduction only for 8 bits of grey and three components
   * @throws UserError `unsupported-encoding` for lossless and arithmetic processes and colour of 12 bits, else as the
   * decoder
   */
  async decode(bytes: Uint8Array, layout?: FrameLayout, reduction: Reduction = 1): Promise<DecodedFrame> {
    const frame = readJpegFrame(bytes);
    const { bits, marker, components, width, height } = frame;
    const process = processes[marker];
    if (process !== undefined && bits === 8 && (components === 1 || components === 3)) {
      checkFrame('JPEG', { width, height, bitsPerSample: bits, componentCount: components }, layout);
      return this.#libjpeg.decode(bytes, frame, reduction);
    }
    if (reduction === 1 && bits === 8 && components === 4 && (marker === 0xc0 || marker === 0xc2)) {
      checkExtent({ width, height, slices: 1, bytesPerPixel: 4 });
      return decodeJpegCmyk(bytes);
    }
    if (reduction === 1 && process !== undefined && bits === 12 && components === 1) {
      if (layout !== undefined && (width !== layout.width || height !== layout.height)) {
        throw damaged(
          t`The JPEG has ${width} × ${height} pixels, but the header states ${layout.width} × ${layout.height}.`,
        );
      }
      return { ...decodeGrey(bytes), channels: 1, signed: false };
    }
    throw unsupportedEncoding(
      t`JPEG (${process ?? t`process ${marker - 0xc0}`}) with ${bits} bits and ${components} components is not supported.`,
      t`Convert the file to an uncompressed or lossless transfer syntax.`,
    );
  }
}
