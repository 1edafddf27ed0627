import wasm from '@cornerstonejs/codec-libjpeg-turbo-8bit/decodewasm';
import { damaged, unsupportedEncoding } from '../../core/formats/failures';
import { decodeGrey } from '../../core/formats/jpeg/t81/decode';
import { checkExtent } from '../../core/formats/limits';
import type { DecodedFrame, FrameLayout } from '../../core/formats/pixelCodecs';
import { t } from '../../core/text/message';
import { decodeJpegCmyk } from './jpegCmyk';
import { readJpegFrame } from './jpegFrame';
import { WasmFrameDecoder, type WasmCodec } from './wasmDecoder';

const libjpeg: WasmCodec<'JPEGDecoder'> = {
  title: 'JPEG',
  decoder: 'JPEGDecoder',
  wasm,
  load: () => import('@cornerstonejs/codec-libjpeg-turbo-8bit/decodewasmjs'),
};

const processes: Readonly<Record<number, string>> = { 0xc0: 'baseline', 0xc1: 'extended', 0xc2: 'progressive' };

/** JPEG of 8 bits by libjpeg-turbo, the rest by our own code. */
export class JpegDecoder {
  readonly #libjpeg = new WasmFrameDecoder(libjpeg);

  /**
   * Decodes DCT-based JPEG of 8 bits, whose colour, CMYK too, becomes RGB, and grey of 12 bits.
   * @throws UserError `unsupported-encoding` for lossless and arithmetic processes and colour of 12 bits, else as the
   * decoder
   */
  async decode(bytes: Uint8Array, layout?: FrameLayout): Promise<DecodedFrame> {
    const { bits, marker, components, width, height } = readJpegFrame(bytes);
    const process = processes[marker];
    if (process !== undefined && bits === 8 && (components === 1 || components === 3)) {
      return this.#libjpeg.decode(bytes, layout);
    }
    if (bits === 8 && components === 4 && (marker === 0xc0 || marker === 0xc2)) {
      checkExtent({ width, height, slices: 1, bytesPerPixel: 4 });
      return decodeJpegCmyk(bytes);
    }
    if (process !== undefined && bits === 12 && components === 1) {
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
