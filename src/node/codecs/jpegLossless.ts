import { damaged, parsing, unsupportedEncoding } from '../../core/formats/failures';
import { checkExtent } from '../../core/formats/limits';
import type { DecodedFrame, FrameLayout } from '../../core/formats/pixelCodecs';
import { t } from '../../core/text/message';
import { readJpegFrame } from './jpegFrame';

const lossless = 0xc3;

/**
 * Decodes lossless Huffman JPEG (process 14), all predictors.
 * @throws UserError `damaged`, `too-large`, or `unsupported-encoding` for other processes and for colour beyond 8 bits
 */
export async function decodeJpegLossless(bytes: Uint8Array, layout?: FrameLayout): Promise<DecodedFrame> {
  const { Decoder } = await import('@cornerstonejs/jpeg-lossless-decoder-js');
  const { marker, bits, width, height, components } = readJpegFrame(bytes);
  if (marker !== lossless || bits < 2 || bits > 16 || !(components === 1 || (components === 3 && bits <= 8))) {
    throw unsupportedEncoding(
      t`JPEG (process ${marker - 0xc0}) with ${bits} bits and ${components} components is not supported.`,
      t`Convert the file to an uncompressed transfer syntax.`,
    );
  }
  checkExtent({ width, height, slices: 1, bytesPerPixel: components * (bits <= 8 ? 1 : 2) });
  if (layout && (layout.width !== width || layout.height !== height)) {
    throw damaged(
      t`The header states ${layout.width} × ${layout.height} pixels, but the JPEG pixel data have ${width} × ${height}.`,
    );
  }
  const data = parsing(t`The lossless JPEG pixel data`, () =>
    new Decoder().decode(bytes.slice().buffer, 0, bytes.length, bits <= 8 ? 1 : 2),
  );
  return { width, height, channels: components, bits, signed: false, data };
}
