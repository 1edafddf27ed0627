import wasm from '@cornerstonejs/codec-libjpeg-turbo-8bit/decodewasm';
import { unsupportedEncoding } from '../../core/formats/failures';
import type { DecodedFrame, FrameLayout } from '../../core/formats/pixelCodecs';
import { readJpegFrame } from './jpegFrame';
import { WasmFrameDecoder } from './wasmDecoder';

const libjpeg = new WasmFrameDecoder({
  title: 'JPEG',
  decoder: 'JPEGDecoder',
  wasm,
  load: () => import('@cornerstonejs/codec-libjpeg-turbo-8bit/decodewasmjs'),
});

const processes: Readonly<Record<number, string>> = { 0xc0: 'baseline', 0xc1: 'extended', 0xc2: 'progressive' };

/**
 * Decodes 8-bit DCT-based JPEG; colour becomes RGB.
 * @throws UserError `unsupported-encoding` for 12 bits and for lossless and arithmetic processes, else as the decoder
 */
export async function decodeJpeg(bytes: Uint8Array, layout?: FrameLayout): Promise<DecodedFrame> {
  const { bits, marker, components } = readJpegFrame(bytes);
  if (processes[marker] === undefined || bits !== 8 || (components !== 1 && components !== 3)) {
    const process = processes[marker] ?? `process ${marker - 0xc0}`;
    throw unsupportedEncoding(
      `JPEG (${process}) with ${bits} bits and ${components} components is not supported.`,
      'Convert the file to an uncompressed or lossless transfer syntax.',
    );
  }
  return libjpeg.decode(bytes, layout);
}
